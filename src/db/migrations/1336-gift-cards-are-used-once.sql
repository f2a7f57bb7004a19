-- When a channel was asked to move an amount on a gift card, and until when it may still be at work on that.
ALTER TABLE argosy.gift_card_use
  ADD COLUMN sent_at timestamptz,
  ADD COLUMN settles_at timestamptz;
