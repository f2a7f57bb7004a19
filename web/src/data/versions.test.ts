import { expect, test } from "vitest";
import { holdVersions, withVersion } from "./versions.ts";

/** A hub that keeps one thing and answers as the interface does. */
function thing(id: string) {
  let version = 1;
  const url = `https://hub.example/api/stores/${id}`;
  const told = (status: number, text = "{}") => new Response(text, { status, headers: { etag: `"${version}"` } });
  const send = async (request: Request): Promise<Response> => {
    if (request.method === "GET") return told(200);
    const requested = request.headers.get("if-match");
    if (requested !== null && requested !== `"${version}"`) return told(409, '{"code":"EDITED_MEANWHILE"}');
    version += 1;
    return told(200);
  };
  const ask = async (method: string) => (await withVersion(new Request(url, { method }), send)).status;
  return {
    read: () => ask("GET"),
    save: () => ask("PATCH"),
    editElsewhere: () => {
      version += 1;
    },
  };
}

test("a change of what somebody else changed since it was read is refused, and goes once it is read again", async () => {
  const store = thing("a");
  await store.read();
  store.editElsewhere();
  expect(await store.save()).toBe(409);
  await store.read();
  expect(await store.save()).toBe(200);
});

test("a change a page makes twice, or at the same moment, is based on its own change", async () => {
  const store = thing("b");
  await store.read();
  expect(await store.save()).toBe(200);
  expect(await Promise.all([store.save(), store.save(), store.save()])).toEqual([200, 200, 200]);
});

test("data read while somebody types is no base for what they typed", async () => {
  const store = thing("c");
  await store.read();
  const done = holdVersions();
  store.editElsewhere();
  await store.read();
  expect(await store.save()).toBe(409);
  await store.read();
  expect(await store.save()).toBe(200);
  store.editElsewhere();
  await store.read();
  done();
  expect(await store.save()).toBe(200);
});

test("a record that was not read is changed without a version", async () => {
  expect(await thing("d").save()).toBe(200);
});
