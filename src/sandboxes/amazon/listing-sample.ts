/** A drinking cup with everything its product type asks for; several differ in their colour. */
import type { SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";

const COLORS = ["Black", "Blue", "Red"];

export const listingSample: NonNullable<SandboxShop["listingSample"]> = (skus) => ({
  categoryKey: "DRINKING_CUP",
  listing: {
    product: {
      item_name: ["Cup of the suite"],
      brand: ["Argosy Pottery"],
      product_description: ["Holds 300 ml."],
      bullet_point: ["Dishwasher safe", "Thrown by hand"],
      country_of_origin: ["GR"],
      supplier_declared_dg_hz_regulation: ["not_applicable"],
      material: ["Ceramic"],
      capacity: ["300 milliliters"],
      condition_type: ["new_new"],
      batteries_required: ["false"],
      images: ["https://images.example/cup.jpg", "https://images.example/cup-2.jpg"],
      ...(skus.length === 1 ? { color: ["Blue"] } : {}),
    },
    variants: skus.map((_, index) => ({
      purchasable_offer: ["12.50"],
      fulfillment_availability: ["5"],
      externally_assigned_product_identifier: ["4006381333931"],
      item_package_weight: ["400 grams"],
      ...(skus.length === 1 ? {} : { color: [COLORS[index] ?? ""] }),
    })),
  },
});
