import { describe, expect, it } from "vitest";
import type { ProductImage, VariantForChannel } from "../../../commerce/product.ts";
import { desiredImages, imagesByChoice, imagesWithVariant } from "./product-images.ts";

const image = (url: string, position: number, variantId?: string): ProductImage => ({ url, position, variantId });
const variant = (id: string, colour: string, size: string): VariantForChannel => ({
  id,
  sku: id,
  levels: [],
  options: [
    { name: "Size", value: size },
    { name: "Colour", value: colour },
  ],
});

const SMALL_RED = variant("a", "Red", "S");
const MEDIUM_RED = variant("b", "Red", "M");
const SMALL_BLUE = variant("c", "Blue", "S");

function choices(variants: readonly VariantForChannel[], images: readonly ProductImage[], options?: readonly string[]) {
  const noted: string[] = [];
  const note = (text: string) => void noted.push(text);
  const log = { debug: note, info: note, warn: note };
  const found = imagesByChoice({ variants, images }, { log }, options);
  const of = found && Object.fromEntries([...found.of].map(([value, list]) => [value, list.map(({ url }) => url)]));
  return { ...found, of, noted: noted.length };
}

describe("images of a product on their way out", () => {
  it("each address goes once, in order, with every variant it shows", () => {
    expect(desiredImages([image("red", 2, "b"), image("front", 0), image("red", 1, "a")])).toMatchObject([
      { url: "front", variantIds: [] },
      { url: "red", variantIds: ["a", "b"] },
    ]);
  });

  it("a variant on its own is shown with the product's images and its own, not with its siblings'", () => {
    const desired = desiredImages([image("red", 0, "a"), image("front", 1), image("blue", 2, "c")]);
    expect(imagesWithVariant(desired, "a").map(({ url }) => url)).toEqual(["red", "front"]);
  });

  it("the option whose every value has one set of images is the one that shows them", () => {
    const images = [image("red", 0, "a"), image("red", 1, "b"), image("blue", 2, "c")];
    expect(choices([SMALL_RED, MEDIUM_RED, SMALL_BLUE], images)).toMatchObject({
      option: "Colour",
      of: { Red: ["red"], Blue: ["blue"] },
      isComplete: true,
      noted: 0,
    });
  });

  it("values without an image make it incomplete", () => {
    const found = choices([SMALL_RED, MEDIUM_RED, SMALL_BLUE], [image("red", 0, "a"), image("red", 1, "b")]);
    expect(found).toMatchObject({ option: "Colour", of: { Red: ["red"] }, isComplete: false });
  });

  it("a choice that would show one variant's image with another is not made, and noted", () => {
    const found = choices([SMALL_RED, MEDIUM_RED, SMALL_BLUE], [image("only", 0, "a")]);
    expect(found).toEqual({ of: null, noted: 1 });
    expect(choices([SMALL_RED, SMALL_BLUE], [image("red", 0, "a"), image("blue", 1, "c")], ["Size"])).toEqual({
      of: null,
      noted: 1,
    });
  });

  it("images of the whole product alone, or of variants that do not go along, concern no choice", () => {
    expect(choices([SMALL_RED], [image("front", 0), image("gone", 1, "z")])).toEqual({ of: null, noted: 0 });
  });
});
