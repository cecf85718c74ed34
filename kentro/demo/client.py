"""The client under the name by which `bench/` asks for it; everybody else asks for `kentro._client`."""

from kentro._client import CLIENT, Services, Token

__all__ = ["CLIENT", "Services", "Token"]
