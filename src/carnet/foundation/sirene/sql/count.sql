SELECT count(*) FROM read_parquet('$path') WHERE $where
