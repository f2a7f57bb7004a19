create index concurrently if not exists channel_file_ends
  on argosy.channel_file (organization_id)
  where ends_with_run;
