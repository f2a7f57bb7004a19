/** Channels: how they are, connecting one, syncing one, trying again what failed. */
import type { Command } from "commander";
import { body, type Hub } from "../sdk/index.ts";
import { say, show, table } from "./print.ts";
import { Advice, connectHub } from "./profile.ts";

export function channelCommands(program: Command): void {
  program
    .command("status")
    .description("how every channel is, and what needs a person")
    .option("--json", "as JSON")
    .action(async (options: { json?: boolean }) => status(options.json));
  program
    .command("providers")
    .description("what can be connected, and what each asks for")
    .argument("[provider]", "one of them")
    .action(providers);
  program
    .command("connect")
    .description("connect a channel, a courier or an ad account")
    .argument("<provider>", "as `argosy providers` names it")
    .option("--name <name>", "what it is called here")
    .option("--set <field=value...>", "what the provider asks for", [])
    .action(connect);
  program
    .command("sync")
    .description("read a channel again: orders, products, inventory or categories")
    .argument("<channel>", "name or id")
    .argument("[what]", "what to read", "orders")
    .action(sync);
  program
    .command("retry")
    .description("try everything once more that failed on a channel")
    .argument("<channel>", "name or id")
    .action(retry);
}

async function status(json: boolean | undefined): Promise<void> {
  const { hub } = await connectHub();
  const { items } = await body(hub.GET("/api/stores", { params: { query: { kind: "commerce", limit: 200 } } }));
  const counts = await body(hub.GET("/api/inbox/counts"));
  show(items, {
    json,
    table: () =>
      table(
        ["CHANNEL", "PROVIDER", "STATE", "HEALTH", "LAST ERROR"],
        items.map(({ name, provider, state, health, lastError }) => [name, provider, state, health, lastError ?? ""]),
        "No channel is connected. See: argosy providers",
      ),
  });
  if (json) return;
  const waiting = Object.entries(counts).flatMap(([what, count]) =>
    typeof count === "number" && count > 0 && what !== "total" ? [`${count} ${what}`] : [],
  );
  say(waiting.length === 0 ? "\nNothing needs a person." : `\nNeeds a person: ${waiting.join(", ")}.`);
}

async function providers(one: string | undefined): Promise<void> {
  const { hub } = await connectHub();
  const catalog = await body(hub.GET("/api/integrations/catalog"));
  const existing = catalog.sections.flatMap((section) => section.providers);
  if (one === undefined) {
    say(
      table(
        ["PROVIDER", "NAME"],
        existing.map(({ id, name }) => [id, name]),
        "Nothing can be connected.",
      ),
    );
    return;
  }
  const found = existing.find(({ id }) => id === one);
  if (!found) throw new Advice(`There is no provider "${one}". See: argosy providers`);
  say(
    table(
      ["FIELD", "", "WHAT IT IS"],
      found.setupFormFields.map(({ id, required, label }) => [id, required ? "needed" : "", label]),
      `${found.name} asks for nothing: you sign in on its page.`,
    ),
  );
}

async function connect(provider: string, options: { name?: string; set: readonly string[] }): Promise<void> {
  const values = Object.fromEntries(
    options.set.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw new Advice(`--set wants field=value, not "${pair}".`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
  const { hub } = await connectHub();
  const answer = await body(
    hub.POST("/api/stores", {
      body: { provider, values, ...(options.name !== undefined && { name: options.name }) },
    }),
  );
  if (answer.url !== undefined) say(`Sign in on this page to go on:\n${answer.url}`);
  else say(answer.step === "done" ? `Connected: ${answer.storeId}` : (answer.text ?? answer.step));
}

async function sync(channel: string, what: string): Promise<void> {
  const { hub } = await connectHub();
  const path = { id: await idOf(hub, channel) };
  const run = await body(sendRequest(hub, what, path));
  say(`Run ${run.id} has begun. Follow it with: argosy status`);
}

function sendRequest(hub: Hub, what: string, path: { readonly id: string }) {
  const params = { path };
  switch (what) {
    case "orders":
      return hub.POST("/api/stores/{id}/sync/orders", { params });
    case "products":
      return hub.POST("/api/stores/{id}/sync/products", { params });
    case "inventory":
      return hub.POST("/api/stores/{id}/sync/inventory", { params });
    case "categories":
      return hub.POST("/api/stores/{id}/sync/categories", { params });
    default:
      throw new Advice(`Sync what? orders, products, inventory or categories, not "${what}".`);
  }
}

async function retry(channel: string): Promise<void> {
  const { hub } = await connectHub();
  const counts = await body(
    hub.POST("/api/stores/{id}/retry-failed-sync", { params: { path: { id: await idOf(hub, channel) } } }),
  );
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  say(
    some.length === 0 ? "Nothing had failed." : `Tried again: ${some.map(([what, n]) => `${n} ${what}`).join(", ")}.`,
  );
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A channel by its name, any case, or its id. Throws Advice. */
async function idOf(hub: Hub, channel: string): Promise<string> {
  if (UUID.test(channel)) return channel;
  const { items } = await body(hub.GET("/api/stores", { params: { query: { kind: "commerce", limit: 200 } } }));
  const named = items.filter(({ name }) => name.toLowerCase() === channel.toLowerCase());
  const [only] = named;
  if (only !== undefined && named.length === 1) return only.id;
  const names = items.map(({ name }) => name).join(", ");
  throw new Advice(
    named.length === 0
      ? `There is no channel "${channel}". There are: ${names}`
      : `Several are called "${channel}". Give its id.`,
  );
}
