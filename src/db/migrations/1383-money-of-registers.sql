-- Refunds are told of as charges are where no sale has them (decision 637). A charge that was given back before any sale
-- had it names the refund that made it whole: no sale is to have its refunds.
ALTER TABLE argosy.pos_terminal_payment NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.pos_terminal_payment r SET used_by = p.used_by
FROM argosy.pos_terminal_payment p, argosy.pos_terminal_payment last
WHERE p.organization_id = r.organization_id AND p.id = r.of_id AND r.used_by IS NULL
  AND last.organization_id = p.organization_id AND last.id = p.used_by AND last.of_id = p.id;
ALTER TABLE argosy.pos_terminal_payment FORCE ROW LEVEL SECURITY;

-- Baskets that were put aside held the whole codes of gift cards. What was paid of a basket stays at its register.
ALTER TABLE argosy.pos_basket NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.pos_basket SET basket = basket - ARRAY['asking', 'cards', 'charges', 'redeeming', 'refunding']
WHERE basket ?| ARRAY['asking', 'cards', 'charges', 'redeeming', 'refunding'];
ALTER TABLE argosy.pos_basket FORCE ROW LEVEL SECURITY;
