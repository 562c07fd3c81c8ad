-- Who may be prospected: open, and diffusible both as an establishment and as a legal unit. In the order of the
-- département, then of squares of about 10 km: a question about a place reads few groups of rows. A point is in degrees,
-- else in Lambert 93, of the geolocated file first; without any, the middle of the commune stands for it.
WITH joined AS (
    SELECT e.* EXCLUDE (lat, lon, east, north), u.name AS legal_name, u.usual_name AS unit_usual_name, u.short_name,
        u.legal_form, u.size, u.size_year, u.staff AS unit_staff, u.staff_year AS unit_staff_year, u.is_social,
        u.is_mission,
        CASE WHEN in_france(p.lat, p.lon) THEN p.lat WHEN in_france(e.lat, e.lon) THEN e.lat END AS lat,
        CASE WHEN in_france(p.lat, p.lon) THEN p.lon WHEN in_france(e.lat, e.lon) THEN e.lon END AS lon,
        CASE WHEN in_lambert(p.east, p.north) THEN p.east WHEN in_lambert(e.east, e.north) THEN e.east END AS east,
        CASE WHEN in_lambert(p.east, p.north) THEN p.north WHEN in_lambert(e.east, e.north) THEN e.north END AS north
    FROM '$establishments' e
    JOIN '$units' u ON u.siren = e.siret // 100000
    LEFT JOIN $places p ON p.siret = e.siret
    WHERE e.is_open AND e.state = 'A' AND u.is_open AND u.state = 'A'
        AND coalesce(e.usual_name, e.sign, u.usual_name, u.name, u.short_name) IS NOT NULL
), turned AS (
    SELECT *, conformal_latitude(east, north) AS conformal FROM joined
), pointed AS (
    SELECT *, coalesce(lat, latitude(conformal)) AS own_lat, coalesce(lon, longitude(east, north)) AS own_lon FROM turned
), placed AS (
    SELECT pointed.*, coalesce(own_lat, c.lat)::FLOAT AS y, coalesce(own_lon, c.lon)::FLOAT AS x,
        own_lat IS NOT NULL AND is_exact AS at_address,
        nullif(regexp_extract(commune, '^(9[78]\d|2[AB]|\d\d)'), '') AS department
    FROM pointed LEFT JOIN communes c USING (commune)
)
SELECT
    siret, y AS lat, x AS lon, at_address, department, commune, naf, naf_version, naf25,
    nullif(staff, 'NN') AS staff, CASE WHEN staff <> 'NN' THEN staff_year END AS staff_year, size, size_year, legal_form,
    created, is_head, is_employer, is_social, is_mission, nullif(unit_staff, 'NN') AS unit_staff,
    CASE WHEN unit_staff <> 'NN' THEN unit_staff_year END AS unit_staff_year,
    coalesce(usual_name, sign, unit_usual_name, legal_name, short_name) AS name, legal_name, sign,
    street, further, postcode, city, since, treated
FROM placed
ORDER BY department, (y * 10)::INTEGER, (x * 7)::INTEGER, naf, siret
