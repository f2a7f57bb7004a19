/** Keeps the platform's webhook registrations alive, and fills the gap by polling when they had died (decision 4). */
import { message } from "../../commerce/message.ts";
import type { Subscriptions } from "../../connectors/kit/contract/webhooks.ts";
import { outboundPause } from "../../hub/admin/outbound-pause.ts";
import { readSettings } from "../../hub/stores/settings.ts";
import { logSync } from "../../hub/sync-log/sync-log.ts";
import { areDeliveriesRefused } from "../incoming-webhooks/webhook-outcomes.ts";
import { pollOrdersNow } from "../lanes/sweep-requests.ts";
import type { SweepSession } from "./sweep-session.ts";

export async function maintainSubscriptions(session: SweepSession): Promise<void> {
  const { deps, lane, open } = session;
  const port = open.ports.subscriptions;
  if (!port || (!open.ports.queue && open.webhookUrl("") === null)) return;
  // Registering is sending; the next sweep after the pause does it.
  if ((await deps.db.tenant(lane.organization, outboundPause)) !== null) return;
  if (!readSettings(open.row.settings).webhooks.enabled) return takeAway(session, port);
  const isRefused = await deps.db.tenant(lane.organization, (tx) => areDeliveriesRefused(tx, open.row.id));
  // Whatever secret they were made with: the platform never shows it.
  if (isRefused) await port.remove(open.context({ signal: session.signal, callLog: session.callLog }));
  const ensured = await port.ensure(open.context({ signal: session.signal, callLog: session.callLog }));
  const now = session.now();
  await deps.db.tenant(lane.organization, async (tx) => {
    if (Object.keys(ensured.secrets).length > 0) await deps.registry.saveSecrets(tx, open.row.id, ensured.secrets);
    const before = await tx.rows<{ ext_key: string }>(
      `delete from argosy.subscription
       where organization_id = argosy.tenant() and connection_id = $1
       returning ext_key`,
      [open.row.id],
    );
    await tx.run(
      `insert into argosy.subscription (organization_id, connection_id, ext_key, topic, url, state, checked_at)
       select argosy.tenant(), $1, k, t, u, s, $6
       from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as x(k, t, u, s)`,
      [
        open.row.id,
        ensured.subscriptions.map((s) => s.key),
        ensured.subscriptions.map((s) => s.topic),
        ensured.subscriptions.map((s) => s.url),
        ensured.subscriptions.map((s) => s.state),
        now,
      ],
    );
    const entry = { connectionId: open.row.id, action: "check_webhooks" as const, status: "success" as const, at: now };
    if (before.length === 0) {
      if (ensured.subscriptions.length === 0) return;
      // Orders since the last poll sent no webhook.
      await pollOrdersNow(tx, lane, now);
      await logSync(tx, [
        { ...entry, text: message("log.webhooks.registered", { webhooks: ensured.subscriptions.length }) },
      ]);
      return;
    }
    // The connector reports disabled ones; missing ones are found here.
    const living = new Set(ensured.subscriptions.map((subscription) => subscription.key));
    const stopped = Math.max(
      ensured.recreated,
      before.filter((subscription) => !living.has(subscription.ext_key)).length,
    );
    if (stopped === 0) return;
    await pollOrdersNow(tx, lane, now);
    await logSync(tx, [
      {
        ...entry,
        text: message("log.webhooks.again", { webhooks: stopped }),
      },
    ]);
  });
}

/** Webhooks were switched off: what is registered goes, once. */
async function takeAway(session: SweepSession, port: Subscriptions): Promise<void> {
  const { deps, lane, open } = session;
  const { count } = await deps.db.tenant(lane.organization, (tx) =>
    tx.one<{ count: number }>(
      `select count(*)::int as count
       from argosy.subscription
       where organization_id = argosy.tenant() and connection_id = $1`,
      [open.row.id],
    ),
  );
  if (count === 0) return;
  await port.remove(open.context({ signal: session.signal, callLog: session.callLog }));
  await deps.db.tenant(lane.organization, async (tx) => {
    await tx.run("delete from argosy.subscription where organization_id = argosy.tenant() and connection_id = $1", [
      open.row.id,
    ]);
    await logSync(tx, [
      {
        connectionId: open.row.id,
        action: "check_webhooks",
        status: "success",
        at: session.now(),
        text: message("log.webhooks.removed", { webhooks: count }),
      },
    ]);
  });
}
