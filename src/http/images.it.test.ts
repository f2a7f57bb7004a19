/** Uploaded images: what is let in, who gets it, and when it ends. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { setOwnContent } from "../hub/content/own-content.ts";
import type { HubError } from "../hub/errors.ts";
import { createFiles } from "../hub/files/files.ts";
import { removeOldFiles } from "../hub/files/maintenance.ts";
import { removeEndedImages, storeImage } from "../hub/images/images.ts";
import { jpeg, png } from "../hub/images/testing.ts";
import { ANA, sampleStore } from "../hub/listings/samples.ts";
import { type TestApp, testApp } from "./testing.ts";

const DAY = 24 * 60 * 60_000;
let hub: TestApp;
let ana: Awaited<ReturnType<TestApp["signUp"]>>;

beforeAll(async () => {
  hub = await testApp();
  reachable(true);
  ana = await hub.signUp("ana@example.test", "ana-shop");
});
afterAll(() => hub[Symbol.asyncDispose]());

/** Whether the hub has a public address. */
const reachable = (canReceiveWebhooks: boolean) => Object.assign(hub.deps.config, { canReceiveWebhooks });
const upload = (bytes: Buffer, type = "image/png") => ana.call("POST", "/api/images", bytes, { "content-type": type });
const kept = async (bytes: Buffer): Promise<string> => (await upload(bytes)).json.url;
const fetched = (url: string, method: "GET" | "HEAD" = "GET") => hub.app.inject({ method, url });
const make = async (sku: string, url: string) =>
  (await ana.call("POST", "/api/products", { title: sku, sku, images: [{ url }] })).json;

/** Upkeep of the organization so many days from now. */
async function tidyAfter(days: number): Promise<void> {
  const storing = { db: hub.db.database, files: createFiles(hub.db.database) };
  const now = new Date(hub.clock.now() + days * DAY);
  await removeEndedImages(storing, ana.organization, { now, most: 50 });
  await hub.db.database.tenant(ana.organization, (tx) => removeOldFiles(tx, now, 50));
}

test("an image is served to anybody who has its address, as what it is and nothing else", async () => {
  const bytes = jpeg(40, 30, { exif: { turn: 1, note: "GPS" } });
  const { status, json } = await upload(bytes, "text/html");
  expect([status, json]).toMatchObject([201, { type: "image/jpeg", width: 40, height: 30 }]);
  expect(json.publicUrl).toBe(hub.deps.config.appUrl + json.url);
  const answer = await fetched(json.url);
  expect(answer.rawPayload.equals(jpeg(40, 30))).toBe(true);
  expect(answer.headers).toMatchObject({
    "content-type": "image/jpeg",
    "content-length": String(answer.rawPayload.length),
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "public, max-age=31536000, immutable",
  });
  expect([(await fetched(json.url, "HEAD")).statusCode, (await fetched(json.url, "HEAD")).body]).toEqual([200, ""]);
  const [, , owner = "", name = ""] = json.url.split("/");
  const others = [
    `/images/${owner}/${"0".repeat(48)}.jpg`,
    `/images/${"f".repeat(32)}/${name}`,
    `/images/${owner}/x`,
    json.url.replace(".jpg", ".png"),
  ];
  for (const url of others) expect((await fetched(url)).statusCode, url).toBe(404);
});

test("the door reads the bytes: no SVG, nothing else, nothing too large", async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  expect((await upload(Buffer.from(svg))).json.code).toBe("IMAGE_KIND");
  expect((await upload(Buffer.from("GIF89a"))).json.code).toBe("IMAGE_KIND");
  expect((await upload(Buffer.alloc(0))).json.code).toBe("FILE_EMPTY");
  expect((await upload(png(20_000, 10))).json.code).toBe("IMAGE_PIXELS");
  const large = await upload(png(10, 10, "x".repeat(10 * 1024 * 1024)));
  expect([large.status, large.json.code]).toEqual([413, "FILE_TOO_LARGE"]);
});

test("an organization's images are read one after the other, and hold up nobody else's", async () => {
  const bob = await hub.signUp("bob@example.test", "bob-shop");
  const storing = { db: hub.db.database, files: createFiles(hub.db.database) };
  const started: string[] = [];
  const first = Promise.withResolvers<void>();
  const save = (name: string, { organization }: typeof ana, until: Promise<void>) => {
    async function* bytes() {
      started.push(name);
      await until;
      yield png(8, 8);
    }
    return storeImage(storing, organization, { bytes: bytes(), mostMb: 100, now: new Date(hub.clock.now()) });
  };
  const now = Promise.resolve();
  const many = Array.from({ length: 42 }, (_, n) => save(`ana ${n}`, ana, n === 0 ? first.promise : now));
  const codes = Promise.all(
    many.map((one) =>
      one.then(
        () => "kept",
        (error: HubError) => error.code,
      ),
    ),
  );
  await save("bob", bob, now);
  expect(started).toEqual(["ana 0", "bob"]);
  first.resolve();
  expect((await codes).filter((code) => code !== "kept")).toEqual(["IMAGES_BUSY"]);
  expect(started).toHaveLength(42);
});

test("a hub nobody reaches says that channels cannot fetch it", async () => {
  const url = await kept(png(8, 8));
  reachable(false);
  expect((await upload(png(8, 8))).json.publicUrl).toBeNull();
  reachable(true);
  expect((await fetched(url)).statusCode).toBe(200);
});

test("a product names it by its path, also where somebody tells the whole address", async () => {
  const url = await kept(png(9, 9));
  const made = await make("PATH", url);
  expect(made.images).toMatchObject([{ url }]);
  const whole = await ana.call("PATCH", `/api/products/${made.id}`, {
    images: [{ url: `https://old-address.example${url}` }, { url: "https://elsewhere.example/a.png" }],
  });
  expect(whole.json.images).toMatchObject([{ url }, { url: "https://elsewhere.example/a.png" }]);
  const wrong = await ana.call("PATCH", `/api/products/${made.id}`, { images: [{ url: "/images/x" }] });
  expect(wrong.status).toBe(400);
});

test("an image ends with its product, thirty days after a product let go of it, seven where none ever named it", async () => {
  const [used, shared, dropped, unused] = [
    await kept(png(1, 1)),
    await kept(png(1, 2)),
    await kept(png(1, 3)),
    await kept(png(1, 4)),
  ];
  const first = await make("ENDS-1", used);
  await ana.call("PATCH", `/api/products/${first.id}`, { images: [used, shared, dropped].map((url) => ({ url })) });
  await make("ENDS-2", shared);
  const left = async () =>
    Promise.all([used, shared, dropped, unused].map(async (url) => (await fetched(url)).statusCode));
  await tidyAfter(8);
  expect(await left()).toEqual([200, 200, 200, 404]);
  await ana.call("PATCH", `/api/products/${first.id}`, { images: [used, shared].map((url) => ({ url })) });
  await tidyAfter(8);
  await tidyAfter(37);
  expect(await left()).toEqual([200, 200, 200, 404]);
  await tidyAfter(39);
  expect(await left()).toEqual([200, 200, 404, 404]);
  await ana.call("DELETE", `/api/products/${first.id}`);
  expect(await left()).toEqual([404, 200, 404, 404]);
  await tidyAfter(39);
  const paths = await hub.db.owner.rows<{ path: string }>("select path from uploaded_image where path = any($1)", [
    [used, shared, dropped, unused],
  ]);
  expect(paths).toEqual([{ path: shared }]);
  const orphans = await hub.db.owner.rows(
    "select id from stored_file f where not exists (select 1 from uploaded_image u where u.file_id = f.id)",
  );
  expect(orphans).toEqual([]);
});

test("an image a product shows on a single channel stays as long as that product", async () => {
  const url = await kept(png(1, 5));
  const made = await make("OWN-1", await kept(png(1, 6)));
  const store = await sampleStore(hub.db, ana.organization);
  await hub.db.owner.run(
    `insert into product_listing (organization_id, connection_id, product_id, ext_key, title)
     values ($1, $2, $3, 'p', 'Mug')`,
    [ana.organization, store, made.id],
  );
  const own = { images: [{ url: `https://old-address.example${url}` }] };
  const now = new Date(hub.clock.now());
  await hub.db.database.tenant(ana.organization, (tx) =>
    setOwnContent(tx, { productId: made.id, connectionId: store, own, by: ANA, now }),
  );
  await tidyAfter(8);
  await tidyAfter(80);
  expect((await fetched(url)).statusCode).toBe(200);
  await ana.call("DELETE", `/api/products/${made.id}`);
  expect((await fetched(url)).statusCode).toBe(404);
});

test("images of an organization that has all it may are refused in words; what is there stays", async () => {
  const bytes = png(30, 30, "room for one");
  const { taken } = await hub.db.owner.one<{ taken: number }>(
    "select coalesce(sum(size), 0)::float8 as taken from uploaded_image where organization_id = $1",
    [ana.organization],
  );
  const { maxImagesMb } = hub.deps.config;
  Object.assign(hub.deps.config, { maxImagesMb: (taken + bytes.length) / 1024 / 1024 });
  // Many at once, for one of which there is room.
  const requested = await Promise.all(Array.from({ length: 6 }, () => upload(bytes)));
  expect(requested.map((each) => each.status).sort()).toEqual([201, 403, 403, 403, 403, 403]);
  const url: string = requested.find((each) => each.status === 201)?.json.url;
  const refused = await upload(png(30, 30, "too much"));
  Object.assign(hub.deps.config, { maxImagesMb });
  expect([refused.status, refused.json.code, refused.json.detail]).toEqual([
    403,
    "IMAGES_FULL",
    expect.stringContaining("MAX_IMAGES_MB"),
  ]);
  expect((await fetched(url)).statusCode).toBe(200);
});
