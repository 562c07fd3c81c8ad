WITH asked AS (SELECT unnest(string_split(?, ','))::BIGINT AS siret)
SELECT k.siret, k.is_active, k.is_open, k.since, k.head, h.is_active IS TRUE AND h.is_open IS TRUE
FROM asked JOIN read_parquet('$path') k ON k.siret = asked.siret
LEFT JOIN read_parquet('$path') h ON h.siret = k.head AND k.head <> k.siret AND NOT k.is_active
