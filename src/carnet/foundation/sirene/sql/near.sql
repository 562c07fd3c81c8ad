-- What questions look at, one file for each département, in the order of its cards: narrow, so that a question reads little. Codes are numbers here: to
-- compare texts costs several times more. `naf_key` is of NAF rév. 2 alone: an old code is never taken for a new one.
SELECT (siret // 100000)::INTEGER AS siren, lat, lon, at_address, department, commune, naf,
    CASE WHEN naf_version = 'NAFRev2' AND regexp_full_match(naf, '\d{2}\.\d{2}[A-Z]')
        THEN (naf[1:2] || naf[4:5])::INTEGER * 26 + ascii(naf[6:6]) - 65 END AS naf_key,
    naf25, staff, try_cast(staff AS TINYINT) AS staff_key, size, legal_form, created, is_head, is_employer, is_social
FROM '$offered' WHERE $where
