"""What a search already said about a person who then turns out not to be known."""


def carried(query: str) -> dict[str, str]:
    """A query's words as first values of the registration form: digits by their number, words as surname and name."""
    digits = "".join(character for character in query if character not in " -+")
    if digits.isascii() and digits.isdecimal():
        match len(digits):
            case 11:
                return {"identifier_kind": "amka", "identifier": digits}
            case 9:
                return {"identifier_kind": "afm", "identifier": digits}
            case 10 | 12:
                return {"telephone": digits}
            case _:
                return {}
    words = query.split()
    if not words or any(character.isdecimal() for character in query):
        return {}
    return {"surname": words[0], "given_name": " ".join(words[1:])}
