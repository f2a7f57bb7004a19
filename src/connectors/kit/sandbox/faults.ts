import type { Json } from "../../../commerce/product.ts";
import type { SandboxReply, SandboxServerOptions } from "./reply.ts";
import type { Fault, FaultRule, Faults, FaultyCall } from "./sandbox.ts";
import { spoiledReply } from "./spoil.ts";

/** What is to go wrong with one call. */
export interface CallFaults {
  readonly slowMs: number;
  readonly dropBefore: boolean;
  /** Steps carried out at once; the rest waits for `finish`. Undefined: all. */
  readonly unfinished: number | undefined;
  /** The answer given in place of the platform's; the call then has no effect. */
  readonly instead: SandboxReply | undefined;
  readonly dropAfter: boolean;
  readonly truncate: boolean;
  alter(reply: SandboxReply): SandboxReply;
}

export type FaultPlan = (call: FaultyCall) => CallFaults;

interface ActiveRule {
  readonly rule: FaultRule;
  /** Calls that still go by. */
  spared: number;
  left: number;
}

/** The switchable faults of one sandbox and the plan that picks those which hit a call. */
export function createFaults(
  server: SandboxServerOptions,
  webhooks: Faults["webhooks"],
  { finish, waiting }: Pick<Faults, "finish" | "waiting">,
): { faults: Faults; plan: FaultPlan } {
  let rules: ActiveRule[] = [];
  const faults: Faults = {
    add: (rule) => void rules.push({ rule, spared: rule.after ?? 0, left: rule.times ?? Number.POSITIVE_INFINITY }),
    clear: () => {
      rules = [];
    },
    finish,
    waiting,
    webhooks,
    expireTokens: () => server.onExpireTokens?.(),
    revoke: () => server.onRevoke?.(),
  };
  const plan: FaultPlan = (call) => {
    const hit: Fault[] = [];
    for (const active of rules) {
      if (active.left <= 0 || !matches(active.rule, call)) continue;
      if (active.spared > 0) {
        active.spared -= 1;
        continue;
      }
      active.left -= 1;
      hit.push(active.rule.fault);
      if (endsCall(active.rule.fault)) break;
    }
    return planOf(hit, server);
  };
  return { faults, plan };
}

function matches(rule: FaultRule, call: { method: string; path: string; write: boolean }): boolean {
  if (rule.method !== undefined && rule.method.toUpperCase() !== call.method) return false;
  if (rule.path !== undefined && !call.path.includes(rule.path)) return false;
  return rule.write === undefined || rule.write === call.write;
}

function endsCall(fault: Fault): boolean {
  return (
    fault.kind === "throttle" || fault.kind === "status" || fault.kind === "drop_before" || fault.kind === "unfinished"
  );
}

function planOf(hit: readonly Fault[], server: SandboxServerOptions): CallFaults {
  const has = (kind: Fault["kind"]) => hit.some((fault) => fault.kind === kind);
  return {
    slowMs: hit.reduce((sum, fault) => sum + (fault.kind === "slow" ? fault.ms : 0), 0),
    dropBefore: has("drop_before"),
    unfinished: hit.flatMap((fault) => (fault.kind === "unfinished" ? [fault.steps] : []))[0],
    instead: hit.map((fault) => replacement(fault, server)).find((reply) => reply !== undefined),
    dropAfter: has("drop_after_commit"),
    truncate: has("truncate"),
    alter: (reply) => hit.reduce((current, fault) => alterReply(current, fault, server), reply),
  };
}

function replacement(fault: Fault, server: SandboxServerOptions): SandboxReply | undefined {
  if (fault.kind === "throttle") return server.throttleReply(fault.retryAfterSeconds);
  if (fault.kind === "status") return { status: fault.status, headers: fault.headers, text: fault.body ?? "" };
  return undefined;
}

function alterReply(reply: SandboxReply, fault: Fault, server: SandboxServerOptions): SandboxReply {
  if (fault.kind === "rename_value") return renamed(reply, fault);
  if (fault.kind === "spoil_record") return spoiledReply(reply, { key: fault.key, recordIds: server.recordIds });
  if (reply.json === undefined) return reply;
  if (fault.kind === "rewrite") return { ...reply, json: fault.rewrite(plain(reply.json)) };
  if (fault.kind === "add_field") return { ...reply, json: withUnknownField(plain(reply.json)) };
  if (fault.kind === "drop_field") {
    const json = plain(reply.json);
    return { ...reply, json: server.dropFieldFrom?.(json, fault.field) ?? withoutField(json, fault.field) };
  }
  return reply;
}

/** Whole values of JSON, and of XML with or without CDATA. */
function renamed(reply: SandboxReply, { from, to }: { readonly from: string; readonly to: string }): SandboxReply {
  const alter = (text: string) =>
    text.replaceAll(`"${from}"`, `"${to}"`).replaceAll(`>${from}<`, `>${to}<`).replaceAll(`[${from}]`, `[${to}]`);
  if (reply.json !== undefined) return { ...reply, json: JSON.parse(alter(JSON.stringify(reply.json))) };
  return reply.text === undefined ? reply : { ...reply, text: alter(reply.text) };
}

function plain(json: Json | object): Json {
  return JSON.parse(JSON.stringify(json));
}

/** Adds a field nobody knows to every object of the answer. */
function withUnknownField(json: Json): Json {
  if (Array.isArray(json)) return json.map(withUnknownField);
  if (json === null || typeof json !== "object") return json;
  const inner = Object.entries(json).map(([key, value]) => [key, withUnknownField(value)] as const);
  return { ...Object.fromEntries(inner), argosy_unknown_field: { new: true } };
}

function withoutField(json: Json, field: string): Json {
  if (Array.isArray(json)) return json.map((item) => withoutField(item, field));
  if (json === null || typeof json !== "object") return json;
  return Object.fromEntries(
    Object.entries(json)
      .filter(([key]) => key !== field)
      .map(([key, value]) => [key, withoutField(value, field)]),
  );
}
