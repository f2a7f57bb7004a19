-- Price rules, exchange rates and bulk edits of prices.

-- The first rule of a store, by priority, whose category and brand fit decides. Amounts are minor units of the store's
-- currency.
CREATE TABLE argosy.price_rule (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  -- The lowest comes first.
  priority int NOT NULL DEFAULT 0,
  -- Products of this category and of those below it.
  category_id uuid,
  brand text,
  base text NOT NULL DEFAULT 'price' CHECK (base IN ('price', 'cost', 'compare_at')),
  markup_percent numeric(9,4) NOT NULL DEFAULT 0 CHECK (markup_percent > '-100'::int::numeric),
  fixed_minor bigint NOT NULL DEFAULT 0,
  -- Prices are ending_minor more than a multiple of step_minor; null: the currency's own minor unit.
  step_minor bigint CHECK (step_minor > 0),
  ending_minor bigint NOT NULL DEFAULT 0,
  direction text NOT NULL DEFAULT 'nearest' CHECK (direction IN ('up', 'down', 'nearest')),
  -- Never below the cost plus this many percent.
  floor_percent numeric(9,4) CHECK (floor_percent > '-100'::int::numeric),
  compare_at text NOT NULL DEFAULT 'rule' CHECK (compare_at IN ('rule', 'price', 'none')),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  CHECK (ending_minor >= 0 AND ending_minor < coalesce(step_minor, 1)),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, category_id) REFERENCES argosy.category (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX price_rule_store ON argosy.price_rule (organization_id, connection_id, priority, id);
CREATE INDEX price_rule_category ON argosy.price_rule (organization_id, category_id) WHERE category_id IS NOT NULL;

-- Units of the quote currency for one of the base currency, from a moment on.
CREATE TABLE argosy.fx_rate (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  base char(3) NOT NULL,
  quote char(3) NOT NULL,
  rate numeric(24,12) NOT NULL CHECK (rate > 0),
  valid_from timestamptz NOT NULL,
  source text NOT NULL DEFAULT 'manual' CHECK (source IN ('manual', 'import')),
  -- False until its time has come and prices were looked at again.
  in_force boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  CHECK (quote <> base)
);
CREATE UNIQUE INDEX fx_rate_pair ON argosy.fx_rate (organization_id, base, quote, valid_from DESC);
CREATE INDEX fx_rate_coming ON argosy.fx_rate (organization_id, valid_from) WHERE NOT in_force;
GRANT SELECT (organization_id, valid_from, in_force) ON argosy.fx_rate TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.fx_rate FOR SELECT TO argosy_scheduler USING (true);

-- Prices changed together (decision 631): what was requested, when it applies, and each price as it was and became.
CREATE TABLE argosy.price_edit (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  field text NOT NULL CHECK (field IN ('price', 'compareAt')),
  currency text NOT NULL,
  -- Which products or variants, and how their price is calculated.
  selected jsonb NOT NULL,
  change jsonb NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'applied', 'cancelled', 'undoing', 'undone')),
  -- The run that applies it, later the one that undoes it.
  run_id uuid,
  apply_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  applied_at timestamptz,
  undone_at timestamptz,
  undone_by text,
  PRIMARY KEY (organization_id, id)
);

-- A price before and after a bulk edit, so that the edit can be undone.
CREATE TABLE argosy.price_edit_item (
  organization_id uuid NOT NULL,
  price_edit_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  before_minor bigint,
  after_minor bigint,
  -- Null: not asked to be undone; false: changed since, and left as it is.
  undone boolean,
  PRIMARY KEY (organization_id, price_edit_id, variant_id),
  FOREIGN KEY (organization_id, price_edit_id) REFERENCES argosy.price_edit (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX price_edit_item_variant ON argosy.price_edit_item (organization_id, variant_id, price_edit_id DESC);
