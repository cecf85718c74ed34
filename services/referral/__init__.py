"""Referral: a person is handed to a service that must answer."""
