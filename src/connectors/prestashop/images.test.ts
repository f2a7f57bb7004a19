import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { where } from "../../sandboxes/prestashop/state.ts";
import { openShop } from "./testing.ts";
import { product, put, sized } from "./testing-products.ts";

describe("images", () => {
  const JPEG = Buffer.from("ffd8ffe000104a464946", "hex");

  async function pictures() {
    const served: string[] = [];
    const server = createServer((request, reply) => {
      served.push(request.url ?? "");
      expect(request.headers.authorization).toBeUndefined();
      reply.statusCode = request.url === "/gone.jpg" ? 404 : 200;
      const name = (request.url ?? "").replace(/^\/same-\w+/, "/same");
      reply.end(request.url === "/page.jpg" ? "<html>no picture</html>" : Buffer.concat([JPEG, Buffer.from(name)]));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { url, served, [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())) };
  }

  test("images of a new product are fetched without the key and uploaded in sequence; one that is gone is left out", async () => {
    await using open = await openShop();
    await using host = await pictures();
    const images = ["a.jpg", "gone.jpg", "page.jpg", "b.jpg"].map((name, position) => ({
      url: `${host.url}/${name}`,
      position,
    }));
    const { key, product: shown } = await put(open, product({ images }));
    expect(host.served).toEqual(["/a.jpg", "/gone.jpg", "/page.jpg", "/b.jpg"]);
    expect(
      [...open.state.images.values()].map(({ product: owner, bytes }) => [
        owner,
        bytes.subarray(0, JPEG.length).equals(JPEG),
      ]),
    ).toEqual([
      [Number(key), true],
      [Number(key), true],
    ]);
    expect(shown.images.map(({ url }) => url.replace(open.sandbox.url, ""))).toEqual([
      "/img/p/1/1.jpg",
      "/img/p/2/2.jpg",
    ]);
    const uploads = open.sandbox.calls.filter(({ path, write }) => write && path.includes("/images/"));
    expect(uploads.every(({ path }) => !path.includes("JSON"))).toBe(true);
  });

  test("images of variants are attached to their combinations, and the same image goes up once", async () => {
    await using open = await openShop();
    await using host = await pictures();
    const variants = [sized("TEE-S", "S", "10"), sized("TEE-M", "M", "10"), sized("TEE-L", "L", "10")];
    const image = (name: string, position: number, sku?: string) => ({
      url: `${host.url}/${name}`,
      position,
      ...(sku === undefined ? {} : { variantId: `ours-${sku}` }),
    });
    const images = [
      image("front.jpg", 0),
      image("red.jpg", 1, "TEE-S"),
      image("red.jpg", 2, "TEE-M"),
      image("same-a.jpg", 3, "TEE-L"),
      image("same-b.jpg", 4, "TEE-M"),
    ];
    const { key } = await put(open, product({ variants, images }));
    expect(open.state.images.size).toBe(3);
    const attached = where(open.state, "combinations", { id_product: key }).map((row) => row.links.images);
    expect(attached).toEqual([[{ id: "2" }], [{ id: "2" }, { id: "3" }], [{ id: "3" }]]);
  });

  test("an attempt that was cut off goes on with the next image", async () => {
    await using open = await openShop();
    await using host = await pictures();
    const images = ["a.jpg", "b.jpg", "c.jpg"].map((name, position) => ({ url: `${host.url}/${name}`, position }));
    open.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, path: "/images/", write: true, times: 1 });
    await expect(put(open, product({ images }))).rejects.toMatchObject({ kind: "ambiguous" });
    await put(open, product({ images }));
    expect([...open.state.images.values()].map(({ bytes }) => bytes.subarray(JPEG.length).toString())).toEqual([
      "/a.jpg",
      "/b.jpg",
      "/c.jpg",
    ]);
  });

  test("images are not sent to a product that has some", async () => {
    await using open = await openShop();
    await using host = await pictures();
    const images = [{ url: `${host.url}/a.jpg`, position: 0 }];
    const { key } = await put(open, product({ images }));
    await put(open, product({ images, title: "Better" }), key);
    expect(open.state.images.size).toBe(1);
  });

  test("an image the shop cannot use leaves no empty record behind", async () => {
    await using open = await openShop();
    await using host = await pictures();
    const body =
      '<?xml version="1.0"?><prestashop><errors><error><code>76</code><message>An error occurred while copying image</message></error></errors></prestashop>';
    const { key } = await put(open, product());
    open.state.images.set(9, { product: Number(key), bytes: Buffer.alloc(0), type: "" });
    open.sandbox.faults.add({
      fault: { kind: "status", status: 400, body, headers: { "content-type": "text/xml" } },
      method: "POST",
      path: "/images/",
      times: 1,
    });
    const { addImages } = await import("./images.ts");
    const images = [{ url: `${host.url}/a.jpg`, position: 0 }];
    await addImages({ id: key, own: new Map(), already: 0 }, { images }, open.ctx);
    expect([...open.state.images.keys()]).toEqual([]);
  });
});
