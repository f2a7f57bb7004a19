-- An item Argosy created on a channel is counted there, whatever the channel's first answer shows of it.

ALTER TABLE argosy.listing
  ADD COLUMN made_here boolean NOT NULL DEFAULT false;
