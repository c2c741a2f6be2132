-- What makes fingerprints of secrets worthless elsewhere.
select salt from private.secret_salt;
