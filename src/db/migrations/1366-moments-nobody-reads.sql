-- Nobody reads these moments: they are not written any more, and go with the version after (decision 252).
ALTER TABLE argosy.invoice_print ALTER COLUMN printed_at SET DEFAULT now();
ALTER TABLE argosy.pos_favourite ALTER COLUMN chosen_at SET DEFAULT now();
