import pg from "pg";

/**
 * One connection outside the pools, not yet connected. When the server ends it, the statement that runs fails; the event
 * that says so too would end this process where nobody listens.
 */
export function singleClient(config: pg.ClientConfig): pg.Client {
  const client = new pg.Client(config);
  client.on("error", () => undefined);
  return client;
}
