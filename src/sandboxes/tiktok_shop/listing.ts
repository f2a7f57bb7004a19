/** Products written whole, as edit-product of 202509 does, and what a complete one holds. */
import type { SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { type ListingBody, listingProblem } from "./listing-checks.ts";
import { editProduct } from "./products.ts";
import type { State } from "./state.ts";
import { CHART, SHIRTS } from "./taxonomy.ts";

/** Written whole: what a review refused goes into the next one. */
export function replaceProduct(request: SandboxRequest, state: State, id: string): SandboxReply {
  const body = (request.json() ?? {}) as ListingBody;
  const product = state.products.get(id);
  const problem = listingProblem(body, state);
  if (problem) return problem;
  const reported = editProduct(id, request, { ...state, audits: "approve" });
  if (!product || reported.status !== 200) return reported;
  for (const given of body.skus ?? []) {
    const sku = product.skus.find((one) => one.sellerSku === given.seller_sku);
    for (const { warehouse_id: place, quantity } of given.inventory ?? [])
      sku?.stock.set(place, { available: quantity, committed: 0 });
  }
  product.categoryId = body.category_id ?? product.categoryId;
  product.status = state.audits === "approve" ? "ACTIVATE" : "PENDING";
  product.audit = state.audits === "approve" ? "APPROVED" : "AUDITING";
  return reported;
}

/** Of a shirt; several differ in their size. */
export const listingSample = (
  state: State,
  skus: readonly string[],
): ReturnType<NonNullable<SandboxShop["listingSample"]>> => ({
  categoryKey: SHIRTS,
  listing: {
    product: {
      title: ["Shirt of the suite, washed and soft"],
      description: ["<p>Soft cotton, washed before it is sewn.</p>"],
      images: [`${state.url()}/pictures/shirt.png`],
      brand: ["#7082427311584347906"],
      warehouse: [state.warehouses.find(({ isDefault }) => isDefault)?.id ?? ""],
      length: ["30 CENTIMETER"],
      width: ["20.5 CENTIMETER"],
      height: ["3 CENTIMETER"],
      sizeChart: [CHART],
      "attribute:100101": ["#1000101"],
      "attribute:100104": ["#1000301"],
      "attribute:100105": ["#1000401"],
      "attribute:100107": ["1200"],
      "attribute:100102": ["Waves"],
      "attribute:100103": ["#1000201", "#1000203"],
      ...(skus.length === 1 ? {} : { option1Name: ["#100007"] }),
    },
    variants: skus.map((_, index) => ({
      price: ["12.50"],
      quantity: ["5"],
      ...(index === 0 ? { barcode: ["4006381333931"] } : {}),
      weight: [`0.${index + 2} KILOGRAM`],
      ...(skus.length === 1 ? {} : { option1: [["S", "M", "L", "XL", "XXL"][index] ?? ""] }),
    })),
  },
});
