SELECT count(*) FROM read_parquet([$paths]) WHERE $where
