-- A referral's answers name nobody, and go with the referral of somebody erased.
CREATE INDEX fact_of_referral ON fact (stream, position) WHERE source = 'referral';
