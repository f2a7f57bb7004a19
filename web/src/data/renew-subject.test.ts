import { expect, test } from "vitest";
import { type RenewedClient, renewSubject } from "./renew-subject.ts";

interface Client extends RenewedClient {
  clear(): void;
}
interface Observer {
  subscribe(listener: () => void): () => void;
  getCurrentResult(): { readonly data: unknown };
}
interface Library {
  readonly QueryClient: new () => Client;
  readonly QueryObserver: new (client: Client, options: object) => Observer;
}

// By a name that is put together: its types bring the browser's along.
const { QueryClient, QueryObserver }: Library = await import(["@tanstack", "react-query"].join("/"));

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A list that is looked at, and whose answers come when they are given. */
function listOf(client: Client) {
  const requests: ((answer: string) => void)[] = [];
  const refusals: (() => void)[] = [];
  const observer = new QueryObserver(client, {
    queryKey: ["orders", "list"],
    queryFn: () =>
      new Promise<string>((resolve, reject) => {
        requests.push(resolve);
        refusals.push(() => reject(new Error("The hub is away.")));
      }),
    retry: false,
  });
  const end = observer.subscribe(() => undefined);
  return { asked: requests, refusals, end, shown: () => observer.getCurrentResult().data };
}

test("a change heard while the first answer is under way asks once more when it is there", async () => {
  const client = new QueryClient();
  const list = listOf(client);
  for (let nth = 0; nth < 5; nth += 1) renewSubject(client, "orders");
  await settled();
  expect(list.asked).toHaveLength(1);
  list.asked[0]?.("before the change");
  await settled();
  expect(list.asked).toHaveLength(2);
  list.asked[1]?.("after it");
  await settled();
  expect(list.shown()).toBe("after it");
  expect(list.asked).toHaveLength(2);
  list.end();
  client.clear();
});

test("a change heard while nothing of its subject is under way asks once", async () => {
  const client = new QueryClient();
  const list = listOf(client);
  list.asked[0]?.("first");
  await settled();
  renewSubject(client, "orders");
  renewSubject(client, "products");
  await settled();
  expect(list.asked).toHaveLength(2);
  list.end();
  client.clear();
});

test("changes heard while a later answer is under way begin no request beside it, and one when it is there", async () => {
  const client = new QueryClient();
  const list = listOf(client);
  list.asked[0]?.("first");
  await settled();
  for (let nth = 0; nth < 100; nth += 1) {
    renewSubject(client, "orders");
    await settled();
  }
  expect(list.asked).toHaveLength(2);
  list.asked[1]?.("before the last change");
  await settled();
  expect(list.asked).toHaveLength(3);
  list.asked[2]?.("after it");
  await settled();
  expect(list.shown()).toBe("after it");
  expect(list.asked).toHaveLength(3);
  list.end();
  client.clear();
});

test("a change heard while an answer is under way is asked for again when that answer fails", async () => {
  const client = new QueryClient();
  const list = listOf(client);
  list.asked[0]?.("first");
  await settled();
  renewSubject(client, "orders");
  await settled();
  renewSubject(client, "orders");
  list.refusals[1]?.();
  await settled();
  expect(list.asked).toHaveLength(3);
  list.asked[2]?.("after it");
  await settled();
  expect(list.shown()).toBe("after it");
  list.end();
  client.clear();
});
