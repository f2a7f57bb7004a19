-- What was taken off a channel's gift card can be put back; what is open on a card holds others up (decision 359).
ALTER TABLE argosy.gift_card_use
  ADD COLUMN kind text NOT NULL DEFAULT 'redeem' CHECK (kind IN ('redeem', 'give_back')),
  -- Of what is given back: the redemption.
  ADD COLUMN of_id uuid;
