-- Since when the hub knows of a channel's parcel or refund, by the hub's own clock. The channel's time may lie hours beside
-- it: a shop whose process and database differ in their zone tells such times. Null: from before this was kept.
ALTER TABLE argosy.order_fulfilment ADD COLUMN known_at timestamptz;
ALTER TABLE argosy.order_refund ADD COLUMN known_at timestamptz;
