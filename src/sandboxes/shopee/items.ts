/** Reading the catalog. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { badParam, failure, ok } from "./replies.ts";
import type { State, StoredItem, StoredModel } from "./state.ts";
import { available, isKit, NO_GTIN } from "./state.ts";

const MOST_IDS = 50;

export function list(request: SandboxRequest, state: State): SandboxReply {
  const { query } = request;
  const [offset, size] = [Number(query.get("offset")), Number(query.get("page_size"))];
  const statuses = query.getAll("item_status");
  if (!(size >= 1 && size <= 100) || statuses.length === 0) return badParam("page_size or item_status");
  if (offset >= state.maxOffset)
    return failure("error_param", "get items offset over limit, please use the next field");
  const from = Number(query.get("update_time_from") ?? 0);
  const to = Number(query.get("update_time_to") ?? Number.MAX_SAFE_INTEGER);
  const found = [...state.items.values()].filter(
    (item) => statuses.includes(item.status) && item.updatedAt >= from && item.updatedAt <= to,
  );
  const page = found.slice(offset, offset + size);
  const next = offset + page.length;
  return ok({
    item: page.map((item) => ({
      item_id: item.id,
      item_status: item.status,
      update_time: item.updatedAt,
      tag: { kit: isKit(item) },
    })),
    total_count: found.length,
    has_next_page: next < found.length,
    next_offset: next,
  });
}

export function baseInfo(request: SandboxRequest, state: State): SandboxReply {
  const ids = (request.query.get("item_id_list") ?? "").split(",").filter(Boolean).map(Number);
  if (ids.length > MOST_IDS) return badParam("item_id_list limit [0,50]");
  const found = ids.flatMap((id) => state.items.get(id) ?? []);
  if (found.length === 0) return failure("error_item_not_found", "Product not found");
  return ok({ item_list: found.map((item) => showItem(item, state)) });
}

function stockInfo(model: StoredModel, state: State): object {
  if (model.components)
    return {
      summary_info: { total_reserved_stock: 0, total_available_stock: kitsLeft(model.components, state) },
      seller_stock: [],
    };
  return {
    summary_info: { total_reserved_stock: model.reserved, total_available_stock: available(model) - model.reserved },
    seller_stock: [...model.stock].map(([location, stock]) => ({ location_id: location, stock, if_saleable: true })),
    shopee_stock: [],
  };
}

function kitsLeft(components: NonNullable<StoredModel["components"]>, state: State): number {
  const of = ({ item, model, quantity }: (typeof components)[number]) => {
    const one = state.items.get(item)?.models.find(({ id }) => id === model);
    return one ? Math.floor(available(one) / quantity) : 0;
  };
  return Math.min(...components.map(of));
}

const priceInfo = (model: StoredModel, state: State): object[] => [
  {
    currency: state.currency,
    original_price: Number(model.price),
    current_price: Number(model.price),
    inflated_price_of_original_price: Number(model.price),
    inflated_price_of_current_price: Number(model.price),
  },
];

function showItem(item: StoredItem, state: State): object {
  const [only] = item.models;
  const hasModel = item.tiers.length > 0;
  return {
    item_id: item.id,
    category_id: item.category,
    item_name: item.name,
    description: item.description,
    item_sku: item.sku,
    create_time: item.createdAt,
    update_time: item.updatedAt,
    attribute_list: [],
    // Items with models tell price and stock model by model.
    ...(hasModel || !only ? {} : { price_info: priceInfo(only, state), stock_info_v2: stockInfo(only, state) }),
    image: {
      image_url_list: item.images.map((id) => `https://cf.shopee.example/file/${id}`),
      image_id_list: item.images,
    },
    weight: item.weight,
    dimension: item.dimension,
    logistic_info: [
      { logistic_id: 10001, logistic_name: "Standard", enabled: true, is_free: false, estimated_shipping_fee: 1.99 },
    ],
    pre_order: { is_pre_order: false, days_to_ship: 2 },
    condition: "NEW",
    item_status: item.status,
    has_model: hasModel,
    has_promotion: item.inPromotion,
    brand: { brand_id: 0, original_brand_name: item.brand },
    item_dangerous: 0,
    gtin_code: hasModel ? NO_GTIN : (only?.gtin ?? NO_GTIN),
    is_fulfillment_by_shopee: item.byShopee,
    description_type: "normal",
    tag: { kit: isKit(item) },
  };
}

export function models(request: SandboxRequest, state: State): SandboxReply {
  const item = state.items.get(Number(request.query.get("item_id")));
  if (!item) return failure("error_item_not_found", "Item_id is not found.");
  return ok({
    // The older shape still comes beside the newer one.
    tier_variation: item.tiers.map(({ name, options }) => ({
      name,
      option_list: options.map((option) => ({ option })),
    })),
    standardise_tier_variation: item.tiers.map(({ name, options, images }) => ({
      variation_id: 0,
      variation_group_id: 0,
      variation_name: name,
      variation_option_list: options.map((option, at) => ({
        variation_option_id: 0,
        variation_option_name: option,
        ...(images[at] ? { image_id: images[at], image_url: `https://cf.shopee.example/file/${images[at]}` } : {}),
      })),
    })),
    model: item.models.map((model) => ({
      model_id: model.id,
      tier_index: model.tier,
      model_sku: model.sku,
      model_status: "MODEL_NORMAL",
      price_info: priceInfo(model, state),
      stock_info_v2: stockInfo(model, state),
      has_promotion: item.inPromotion,
      gtin_code: model.gtin,
      weight: model.weight ?? item.weight,
      is_fulfillment_by_shopee: item.byShopee,
    })),
  });
}

export function kitInfo(request: SandboxRequest, state: State): SandboxReply {
  const item = state.items.get(Number(request.query.get("item_id")));
  if (!item || !isKit(item) || item.status.endsWith("_DELETE"))
    return failure("error_param", "The information you queried is not found.");
  return ok({
    product_info: {
      item_id: item.id,
      item_name: item.name,
      item_status: item.status,
      item_sku: item.sku,
      model_list: item.models.map((model) => ({
        model_id: model.id,
        original_price: Number(model.price),
        tier_index: model.tier,
        component_list: (model.components ?? []).map((part, index) => ({
          component_item_id: part.item,
          component_item_name: state.items.get(part.item)?.name ?? "",
          component_model_id: part.model,
          quantity: part.quantity,
          main_component: index === 0,
        })),
      })),
    },
  });
}

/** Finds parts of SKUs too: a search, no lookup. */
export function search(request: SandboxRequest, state: State): SandboxReply {
  const requested = (request.query.get("item_sku") ?? "").toLowerCase();
  const statuses = request.query.getAll("item_status");
  const found = [...state.items.values()].filter(
    (item) => item.sku.toLowerCase().includes(requested) && (statuses.length === 0 || statuses.includes(item.status)),
  );
  const size = Number(request.query.get("page_size") ?? 100);
  return ok({ item_id_list: found.slice(0, size).map((item) => item.id), total_count: found.length, next_offset: "" });
}

export function violations({ query }: SandboxRequest, state: State): SandboxReply {
  const ids = query.getAll("item_id_list").flatMap((one) => one.split(",").map(Number));
  return ok({
    item_list: ids.flatMap((id) => {
      const item = state.items.get(id);
      if (!item) return [];
      const { type, reason, suggestion } = state.violations.get(id) ?? { type: "", reason: "", suggestion: "" };
      const details = { violation_type: type, violation_reason: reason, suggestion, update_time: item.updatedAt };
      return [
        {
          ...{ item_id: id, item_name: item.name, item_status: item.status, deboost: false, deboost_details: [] },
          item_status_details: type === "" ? [] : [details],
        },
      ];
    }),
  });
}
