-- The state of every SIRET, to hear of closures, moves and refusals of diffusion. No name, no address.
SELECT e.siret, e.state = 'A' AND coalesce(u.state, 'A') = 'A' AS is_active,
    e.is_open AND coalesce(u.is_open, false) AS is_open,
    CASE WHEN u.state = 'C' AND e.state = 'A' THEN u.since ELSE e.since END AS since,
    e.treated, e.commune, u.siren * 100000 + u.head_nic AS head
FROM '$establishments' e
LEFT JOIN '$units' u ON u.siren = e.siret // 100000
WHERE e.siret IS NOT NULL
ORDER BY e.siret
