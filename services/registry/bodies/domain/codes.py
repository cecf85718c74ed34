"""The codes in which it is told what a body is, what a service is, and whom it is for."""

from typing import Literal

BodyKind = Literal[
    "municipal",
    "public",
    "voluntary",
    "social",
    "civil-society",
    "international",
    "chamber",
    "union",
    "business-association",
]
"""Who may receive a referral, or speak for the local labour market (R23, R25: Centres' regulations after the Joint
Ministerial Decision Δ23/οικ.14435-1135, ΦΕΚ Β 854/30.03.2016)."""

ServiceKind = Literal[
    "homeless-hostel",
    "night-shelter",
    "abuse-shelter",
    "trafficking-shelter",
    "tutoring",
    "mental-health",
    "disability",
    "nursery",
    "child-centre",
    "elderly-care",
    "roma",
    "migrant",
    "asylum",
    "employment",
    "training",
    "lifelong-learning",
    "social-grocery",
    "chamber",
    "union",
    "business-association",
]
"""What a person may be referred to (R22, R24, R25, R30: the same decision's axes B and C)."""

Audience = Literal[
    "children",
    "young-people",
    "families",
    "single-parents",
    "women",
    "older-people",
    "disabled",
    "mental-illness",
    "caregivers",
    "homeless",
    "abuse-survivors",
    "trafficking-survivors",
    "roma",
    "migrants",
    "refugees",
    "unemployed",
    "low-income",
]
"""Whom a service is for, where it is not for everybody (R22, R26, R27)."""
