/** A whole offer; several stand on an item of the catalog each. */
import type { SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";

export const listingSampleOf =
  (location: string): NonNullable<SandboxShop["listingSample"]> =>
  (skus) => ({
    categoryKey: "offer",
    listing: {
      product: {
        "tax.hsn": ["6912"],
        "tax.tax_code": ["GST_12"],
        listing_status: ["ACTIVE"],
        fulfillment_profile: ["NON_FBF"],
        "fulfillment.dispatch_sla": ["2"],
        "fulfillment.shipping_provider": ["FLIPKART"],
        "fulfillment.procurement_type": ["REGULAR"],
        "shipping_fees.local": ["40"],
        "shipping_fees.zonal": ["60"],
        "shipping_fees.national": ["80"],
        "locations.id": [location],
        "address_label.manufacturer_details": ["Argosy Pottery, 1 Kiln Road, Pune"],
        "address_label.countries_of_origin": ["IN"],
        "dating_label.mfg_date": ["2026-10-01"],
        ...(skus.length === 1 ? { product_id: [fsnOf(skus[0] ?? "")] } : {}),
      },
      variants: skus.map((sku) => ({
        ...(skus.length === 1 ? {} : { product_id: [fsnOf(sku)] }),
        "price.mrp": ["500"],
        "price.selling_price": ["450.00"],
        "locations.inventory": ["5"],
        "packages.length": ["12.5 cm"],
        "packages.breadth": ["10 cm"],
        "packages.height": ["9 cm"],
        "packages.weight": ["0.4 kg"],
      })),
    },
  });

const fsnOf = (sku: string): string => `MUG${sku.replace(/\W/g, "").toUpperCase().padEnd(13, "X")}`.slice(0, 16);
