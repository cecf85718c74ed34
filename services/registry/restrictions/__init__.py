"""Restriction of processing (GDPR, article 18), asked for by itself or standing while an erasure is open."""
