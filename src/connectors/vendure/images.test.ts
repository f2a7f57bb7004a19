import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import type { ProductForChannel, ProductImage } from "../../commerce/product.ts";
import { openShop } from "./testing.ts";

const JPEG = Buffer.from("ffd8ffe000104a464946", "hex");

/** A server of pictures; /gone is not there, /page is none. */
async function pictures() {
  const server = createServer((request, reply) => {
    reply.statusCode = request.url === "/gone.jpg" ? 404 : 200;
    reply.end(request.url === "/page.jpg" ? "<html>" : Buffer.concat([JPEG, Buffer.from(request.url ?? "")]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    /** In this order, with a text each. */
    of: (...names: string[]): ProductImage[] =>
      names.map((name, position) => ({ url: `${url}/${name}.jpg`, alt: `The ${name}`, position })),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

const mug = (images: readonly ProductImage[], sku = "MUG"): ProductForChannel => ({
  title: `Enamel ${sku}`,
  descriptionHtml: "",
  active: true,
  categoryKeys: [],
  images,
  variants: [{ id: sku, sku, options: [], price: "12.50", levels: [] }],
});

async function openWithPictures() {
  const shop = await openShop();
  const put = async (product: ProductForChannel, key: string | null = null) => {
    const made = await shop.products.put?.({ key, product, idempotencyKey: "1" }, shop.ctx);
    if (!made) throw new Error("products cannot be written");
    return made;
  };
  return { shop, put, uploads: () => shop.sent("CreateAssets").length };
}

const texts = (images: readonly ProductImage[]) => images.map(({ alt }) => alt);

describe("pictures", () => {
  test("pictures go up once with their texts; sequence, texts and list follow the hub's, and nothing else is sent", async () => {
    await using host = await pictures();
    const { shop, put, uploads } = await openWithPictures();
    await using _open = shop;
    const { key, product } = await put(mug(host.of("front", "back")));
    expect(texts(product.images)).toEqual(["The front", "The back"]);
    expect(uploads()).toBe(2);
    const [front, back] = host.of("front", "back");
    if (!front || !back) throw new Error("no pictures");
    const turned = [
      { ...back, position: 0 },
      { ...front, alt: "From the front", position: 1 },
    ];
    expect(texts((await put(mug(turned), key)).product.images)).toEqual(["The back", "From the front"]);
    const written = shop.sandbox.calls.filter(({ write }) => write).length;
    // What the shop tells is what it has: nothing to do.
    await put(mug((await shop.products.get(key, shop.ctx))?.images ?? []), key);
    expect(shop.sandbox.calls.filter(({ write }) => write)).toHaveLength(written);
    expect(texts((await put(mug([back]), key)).product.images)).toEqual(["The back"]);
    expect((await put(mug([]), key)).product.images).toEqual([]);
    expect(uploads()).toBe(2);
  });

  test("pictures of an attempt that was cut off, and of another product, are found again", async () => {
    await using host = await pictures();
    const { shop, put, uploads } = await openWithPictures();
    await using _open = shop;
    shop.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, path: "CreateAssets", times: 1, write: true });
    const images = host.of("front", "back");
    await expect(put(mug(images))).rejects.toMatchObject({ info: { kind: "ambiguous" } });
    expect(texts((await put(mug(images))).product.images)).toEqual(["The front", "The back"]);
    expect(texts((await put(mug(images, "CUP"))).product.images)).toEqual(["The front", "The back"]);
    expect([uploads(), shop.state.assets.size]).toEqual([2, 2]);
  });

  test("the merchant's own keep their place and their records", async () => {
    await using host = await pictures();
    const { shop, put } = await openWithPictures();
    await using _open = shop;
    const { key } = await put(mug([]));
    shop.state.assets.set("77", { id: "77", name: "DSC_0815.JPG", file: "dsc_0815.jpg", bytes: JPEG });
    Object.assign(shop.state.products.get(key)?.pictures ?? {}, { featured: "77", assetIds: ["77"] });
    const reported = (await shop.products.get(key, shop.ctx))?.images ?? [];
    expect(texts(reported)).toEqual([undefined]);
    const [front] = host.of("front");
    if (!front) throw new Error("no picture");
    // As the hub keeps it: an address, and a text or none.
    const [{ url } = front] = reported;
    const stored = [
      { url, alt: "", position: 0 },
      { ...front, position: 1 },
    ];
    const { product } = await put(mug(stored), key);
    expect(product.images.map((image) => [image.key, image.alt])).toEqual([
      ["77", undefined],
      ["1", "The front"],
    ]);
  });

  test("a picture that is gone or none is left out, and the product stays", async () => {
    await using host = await pictures();
    const { shop, put } = await openWithPictures();
    await using _open = shop;
    const { product } = await put(mug(host.of("gone", "front", "page")));
    expect(texts(product.images)).toEqual(["The front"]);
  });

  test("a picture is not taken away while another cannot be had, nor because the shop's files have a new address", async () => {
    await using host = await pictures();
    const { shop, put, uploads } = await openWithPictures();
    await using _open = shop;
    const { key, product } = await put(mug(host.of("front", "back")));
    expect(texts((await put(mug(host.of("side", "gone")), key)).product.images)).toEqual([
      "The side",
      "The front",
      "The back",
    ]);
    // As the hub keeps them from before the shop moved.
    shop.state.filesAt = "https://files.shop.example";
    const { product: moved } = await put(mug(product.images.map(({ key: _key, ...image }) => image)), key);
    expect(texts(moved.images)).toEqual(["The front", "The back"]);
    expect(uploads()).toBe(3);
  });

  test("pictures stay as the shop has them where the right to send any is missing", async () => {
    await using host = await pictures();
    const { shop, put, uploads } = await openWithPictures();
    await using _open = shop;
    const { key } = await put(mug(host.of("front")));
    shop.state.permissions.delete("CreateAsset");
    const { product } = await put({ ...mug(host.of("back")), title: "Cup" }, key);
    expect([product.title, ...texts(product.images)]).toEqual(["Cup", "The front"]);
    expect(uploads()).toBe(3);
  });
});
