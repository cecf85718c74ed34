"""The closed lists that the services share, in the order in which they are offered."""

TOPICS = (
    "minimum-income", "housing", "child-benefit", "disability", "elderly", "goods", "employment", "psychosocial",
    "legal", "health", "education", "documents", "other",
)  # fmt: skip
CHANNELS = ("in-person", "telephone", "email", "mobile-unit", "home-visit")
VISIT_OUTCOMES = ("informed", "referred", "appointment", "none")
SERVICE_KINDS = (
    "tutoring", "social-grocery", "homeless-hostel", "night-shelter", "abuse-shelter", "trafficking-shelter",
    "mental-health", "disability", "nursery", "child-centre", "elderly-care", "roma", "migrant", "asylum",
    "employment", "training", "lifelong-learning", "chamber", "union", "business-association",
)  # fmt: skip
AUDIENCES = (
    "children", "young-people", "families", "single-parents", "women", "older-people", "disabled", "mental-illness",
    "caregivers", "homeless", "abuse-survivors", "trafficking-survivors", "roma", "migrants", "refugees", "unemployed",
    "low-income",
)  # fmt: skip
BODY_KINDS = (
    "municipal", "public", "voluntary", "social", "civil-society", "international", "chamber", "union",
    "business-association",
)  # fmt: skip
LANGUAGES = ("el", "en", "ar", "sq", "fa", "fr", "bg", "ro", "uk", "ur")
"""In which services are given, as far as the pages offer them."""

IDENTIFIERS = ("amka", "afm", "paaypa", "residence-permit", "passport", "identity-card", "other")
BASES = ("public-task", "consent", "vital-interest")
DECLINE_REASONS = ("full", "not-eligible", "out-of-area", "wrong-service", "other")
PARTNER_ANSWERS = ("accept", "waitlist", "decline")
OUTCOMES = ("helped", "partly-helped", "not-helped", "did-not-come")
CLOSINGS = ("completed", "not-completed", "withdrawn")
REFERRAL_LISTS = ("open", "waiting", "overdue", "answered", "ended", "all")
"""The lists that referral keeps of referrals, by what they wait for."""
OPEN_REFERRALS = frozenset({"sent", "seen", "waitlisted", "accepted", "declined", "delivered"})
INDICATORS = (
    "visits", "people-registered", "referrals-sent", "referrals-answered", "referrals-answered-late",
    "referrals-overdue", "referrals-accepted", "referrals-declined", "referrals-closed",
)  # fmt: skip
