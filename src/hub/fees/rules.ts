/** The organization's fee rules, in their order. */
import { createHash } from "node:crypto";
import type { FeeRule } from "../../commerce/fee-rules.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { jsonRows } from "../json-column.ts";

export interface StoredFeeRules {
  readonly rules: readonly FeeRule[];
  /** Another one after every change. */
  readonly version: string;
}

interface RuleRow extends Omit<FeeRule, "tiers"> {
  readonly tiers:
    | readonly { readonly fromMinor: string; readonly percent: string; readonly fixedMinor: string }[]
    | null;
}

/** All rules, those that are switched off included. */
export async function feeRules(tx: Tx): Promise<StoredFeeRules> {
  const rows = await tx.rows<RuleRow>(
    `select id, name, connection_id as "connectionId", payment_kind as "paymentKind", gateway, category, kind,
       trim_scale(percent)::text as percent, fixed_minor as "fixedMinor", currency, tiers, base,
       trim_scale(tax_percent)::text as "taxPercent", valid_from::text as "validFrom", valid_to::text as "validTo",
       is_active as "isActive"
     from argosy.fee_rule
     where organization_id = argosy.tenant()
     order by position, id`,
  );
  const rules = rows.map(ruleOf);
  return { rules, version: versionOf(rules) };
}

function ruleOf({ tiers, ...row }: RuleRow): FeeRule {
  const minors = (each: { readonly fromMinor: string; readonly percent: string; readonly fixedMinor: string }) => ({
    fromMinor: BigInt(each.fromMinor),
    percent: each.percent,
    fixedMinor: BigInt(each.fixedMinor),
  });
  return { ...row, tiers: tiers?.map(minors) ?? null };
}

function versionOf(rules: readonly FeeRule[]): string {
  const text = JSON.stringify(rules, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/**
 * Puts the whole list; rules that stay as they are are not written. Throws HubError FEE_RULES_CHANGED,
 * FEE_RULE_CHANNEL.
 */
export async function saveFeeRules(
  tx: Tx,
  input: { readonly rules: readonly FeeRule[]; readonly ifVersion?: string | undefined; readonly now: Date },
): Promise<StoredFeeRules> {
  await tx.run("select pg_advisory_xact_lock(hashtextextended('fee_rule ' || argosy.tenant()::text, 0))");
  const before = await feeRules(tx);
  if (input.ifVersion !== undefined && input.ifVersion !== before.version)
    throw new HubError(
      "FEE_RULES_CHANGED",
      "conflict",
      "Someone else changed the rules after you opened them. Check the current rules, then make your change again.",
    );
  await checkFeeRules(tx, input.rules);
  await tx.run("delete from argosy.fee_rule where organization_id = argosy.tenant() and not id = any($1::uuid[])", [
    input.rules.map(({ id }) => id),
  ]);
  const rows = input.rules.map((rule, position) => ({
    ...rule,
    position,
    fixedMinor: rule.fixedMinor.toString(),
    tiers: rule.tiers?.map(({ fromMinor, percent, fixedMinor }) => ({
      fromMinor: fromMinor.toString(),
      percent,
      fixedMinor: fixedMinor.toString(),
    })),
  }));
  await tx.run(
    `insert into argosy.fee_rule as f (organization_id, id, position, name, connection_id, payment_kind, gateway,
       category, kind, percent, fixed_minor, currency, tiers, base, tax_percent, valid_from, valid_to, is_active,
       created_at, updated_at)
     select argosy.tenant(), id, position, name, "connectionId", "paymentKind", gateway, category, kind, percent,
       "fixedMinor", currency, tiers, base, "taxPercent", "validFrom", "validTo", "isActive", $2, $2
     from json_to_recordset($1) as n(id uuid, position int, name text, "connectionId" uuid, "paymentKind" text,
       gateway text, category text, kind text, percent numeric, "fixedMinor" bigint, currency text, tiers jsonb,
       base text, "taxPercent" numeric, "validFrom" date, "validTo" date, "isActive" boolean)
     on conflict (organization_id, id) do update
       set position = excluded.position, name = excluded.name, connection_id = excluded.connection_id,
         payment_kind = excluded.payment_kind, gateway = excluded.gateway, category = excluded.category,
         kind = excluded.kind, percent = excluded.percent, fixed_minor = excluded.fixed_minor,
         currency = excluded.currency, tiers = excluded.tiers, base = excluded.base,
         tax_percent = excluded.tax_percent, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
         is_active = excluded.is_active, updated_at = excluded.updated_at
       where (f.position, f.name, f.connection_id, f.payment_kind, f.gateway, f.category, f.kind, f.percent,
           f.fixed_minor, f.currency, f.tiers, f.base, f.tax_percent, f.valid_from, f.valid_to, f.is_active)
         is distinct from (excluded.position, excluded.name, excluded.connection_id, excluded.payment_kind,
           excluded.gateway, excluded.category, excluded.kind, excluded.percent, excluded.fixed_minor,
           excluded.currency, excluded.tiers, excluded.base, excluded.tax_percent, excluded.valid_from,
           excluded.valid_to, excluded.is_active)`,
    [jsonRows(rows), input.now],
  );
  return feeRules(tx);
}

/** Throws HubError FEE_RULE_CHANNEL when a rule is for a channel that is not there. */
export async function checkFeeRules(tx: Tx, rules: readonly FeeRule[]): Promise<void> {
  const requested = [...new Set(rules.flatMap(({ connectionId }) => connectionId ?? []))];
  if (requested.length === 0) return;
  const found = await tx.rows<{ id: string }>(
    "select id from argosy.connection where organization_id = argosy.tenant() and id = any($1::uuid[])",
    [requested],
  );
  const existing = new Set(found.map(({ id }) => id));
  const lost = rules.find(({ connectionId }) => connectionId !== null && !existing.has(connectionId));
  if (lost)
    throw new HubError(
      "FEE_RULE_CHANNEL",
      "validation",
      message("refused.feeRuleChannel", { rule: lost.name }),
      "rules",
    );
}
