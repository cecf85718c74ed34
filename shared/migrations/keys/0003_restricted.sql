-- Keys of the restricted topic, one a person: registry makes and destroys them, reporting reads with them.
CREATE POLICY restricted_made ON person_key TO kentro_keys
    USING (service = 'restricted' AND current_user = 'registry_keys')
    WITH CHECK (service = 'restricted' AND current_user = 'registry_keys');
CREATE POLICY restricted_read ON person_key FOR SELECT TO kentro_keys
    USING (service = 'restricted' AND current_user = 'reporting_keys');
CREATE POLICY restricted_destroyed ON key_destroyed TO kentro_keys
    USING (service = 'restricted' AND current_user = 'registry_keys')
    WITH CHECK (service = 'restricted' AND current_user = 'registry_keys');
