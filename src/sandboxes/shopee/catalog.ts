/** The shop's facts, categories, pictures, and making products. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { itemProblem, tiersProblem } from "./listing.ts";
import type { Body } from "./replies.ts";
import { badParam, bare, bodyOf, failure, number, ok, rows, text } from "./replies.ts";
import type { State, StoredItem, StoredModel, StoredTier } from "./state.ts";
import { NO_GTIN, seconds, USUAL_SIZE } from "./state.ts";
import { leafOf } from "./taxonomy.ts";

const MOST_MODELS = 50;
/** A new item takes no models before this. */
const SETTLES_AFTER_SECONDS = 5;

export function shopInfo(_request: SandboxRequest, state: State): SandboxReply {
  return bare({
    shop_name: state.name,
    region: state.region,
    status: state.shopStatus,
    shop_fulfillment_flag: "Others",
    is_cb: state.isGlobal || state.isAbroad,
    is_upgraded_cbsc: state.isGlobal,
    merchant_id: null,
    is_sip: false,
    auth_time: state.consentEndsAt - 365 * 86_400,
    expire_time: state.consentEndsAt,
  });
}

export function warehouses(_request: SandboxRequest, state: State): SandboxReply {
  if (state.locations.size === 0)
    return failure("warehouse.error_not_in_whitelist", "Your shop is not in multi-warehouse whitelist.");
  return ok(
    [...state.locations].map(([location, name], index) => ({
      warehouse_id: index + 1,
      warehouse_name: name,
      warehouse_type: 1,
      location_id: location,
      address_id: 5001 + index,
      region: state.region,
      holiday_mode_state: 0,
    })),
  );
}

export function uploadImage(request: SandboxRequest, state: State): SandboxReply {
  const type = request.headers["content-type"] ?? "";
  const isFile =
    type.startsWith("multipart/form-data") && /name="image"; filename="/.test(request.body.toString("latin1"));
  if (!isFile) return failure("error_param", "image is required");
  const id = `sg-11134207-${state.nextId()}`;
  state.pictures.set(id, request.body.toString("latin1"));
  const info = {
    image_id: id,
    image_url_list: [{ image_url_region: state.region, image_url: `https://cf.shopee.example/file/${id}` }],
  };
  return ok({ image_info: info, image_info_list: [{ id: 0, error: "", message: "", image_info: info }] });
}

export function addItem(request: SandboxRequest, state: State): SandboxReply {
  const body = bodyOf(request);
  const images = (body.image as Body | undefined)?.image_id_list;
  const problem = itemProblem(body, state);
  if (problem) return problem;
  const [stock] = rows(body.seller_stock);
  const model: StoredModel = {
    id: 0,
    sku: text(body.item_sku),
    price: String(number(body.original_price)),
    stock: new Map([[text(stock?.location_id), number(stock?.stock)]]),
    reserved: 0,
    tier: [],
    gtin: text(body.gtin_code) || NO_GTIN,
    weight: null,
  };
  const item: StoredItem = {
    id: state.nextId(),
    name: text(body.item_name),
    description: text(body.description),
    sku: text(body.item_sku),
    status: shownAs(text(body.item_status) || "NORMAL", state),
    category: number(body.category_id),
    images: [...(images as string[])],
    weight: String(number(body.weight)),
    dimension: sizeIn(body) ?? USUAL_SIZE,
    brand: text((body.brand as Body | undefined)?.original_brand_name) || "NoBrand",
    createdAt: seconds(state),
    updatedAt: seconds(state),
    tiers: [],
    models: [model],
    inPromotion: false,
    byShopee: false,
  };
  state.items.set(item.id, item);
  return ok({
    item_id: item.id,
    item_name: item.name,
    item_status: item.status,
    category_id: item.category,
    description: item.description,
    weight: number(body.weight),
    images: { image_id_list: item.images, image_url_list: [] },
    price_info: { current_price: number(body.original_price), original_price: number(body.original_price) },
  });
}

/** New items are looked at first where Shopee does so. */
const shownAs = (status: string, { reviews }: State): string => (reviews && status === "NORMAL" ? "REVIEWING" : status);

/** Whole centimetres; all three or none. */
function sizeIn({ dimension }: Body): StoredItem["dimension"] | undefined {
  if (dimension === undefined || dimension === null) return undefined;
  const { package_length, package_width, package_height } = dimension as Body;
  const sides = [package_length, package_width, package_height].map(number);
  const [length = 0, width = 0, height = 0] = sides;
  return sides.every(Number.isSafeInteger)
    ? { package_length: length, package_width: width, package_height: height }
    : undefined;
}

function itemOf(body: Body, state: State): StoredItem | SandboxReply {
  const item = state.items.get(number(body.item_id));
  return item && !item.status.endsWith("_DELETE") ? item : failure("error_item_not_found", "Item_id is not found.");
}

const isReply = (one: StoredItem | SandboxReply): one is SandboxReply =>
  "status" in one && typeof one.status === "number";

export function updateItem(request: SandboxRequest, state: State): SandboxReply {
  const body = bodyOf(request);
  const item = itemOf(body, state);
  if (isReply(item)) return item;
  if (item.inPromotion && body.item_name !== undefined && body.item_name !== item.name)
    return failure("error_cannt_edit_name_in_promotion", "Item_name cannot be edited when item is under promotion.");
  const images = (body.image as Body | undefined)?.image_id_list;
  item.name = text(body.item_name) || item.name;
  item.description = text(body.description) || item.description;
  item.sku = text(body.item_sku) || item.sku;
  if (item.tiers.length === 0 && item.models[0]) {
    item.models[0].sku = item.sku;
    item.models[0].gtin = text(body.gtin_code) || item.models[0].gtin;
  }
  item.category = Number.isNaN(number(body.category_id)) ? item.category : number(body.category_id);
  item.weight = Number.isNaN(number(body.weight)) ? item.weight : String(number(body.weight));
  item.dimension = sizeIn(body) ?? item.dimension;
  if (Array.isArray(images)) item.images = images.map(String);
  item.updatedAt = seconds(state);
  return ok({ item_id: item.id, item_name: item.name, item_status: item.status });
}

export function unlistItem(request: SandboxRequest, state: State): SandboxReply {
  const done: object[] = [];
  const failed: object[] = [];
  for (const row of rows(bodyOf(request).item_list)) {
    const item = state.items.get(number(row.item_id));
    if (!item) continue;
    if (row.unlist === true && item.inPromotion) {
      failed.push({ item_id: item.id, failed_reason: "Can't unlist item when item is under promotion" });
      continue;
    }
    item.status = row.unlist === true ? "UNLIST" : shownAs("NORMAL", state);
    item.updatedAt = seconds(state);
    done.push({ item_id: item.id, unlist: row.unlist === true });
  }
  return ok({ failure_list: failed, success_list: done });
}

/** Pictures stand at the first tier, with every option or with none. */
function picturesProblem([first, ...others]: readonly StoredTier[], state: State): SandboxReply | null {
  const images = first?.images ?? [];
  const isPart = images.includes("") && images.some((image) => image !== "");
  if (isPart || others.some((tier) => tier.images.some((image) => image !== "")))
    return failure("error_tier_img_partial", "Interal error, please contact openapi team.");
  return images.every((image) => image === "" || state.pictures.has(image))
    ? null
    : failure("error_image_not_exist", "Image not exist.");
}

function tiersOf(body: Body): StoredTier[] {
  return rows(body.standardise_tier_variation).map((tier) => ({
    name: text(tier.variation_name),
    options: rows(tier.variation_option_list).map((option) => text(option.variation_option_name)),
    images: rows(tier.variation_option_list).map((option) => text(option.image_id)),
  }));
}

const tierIndex = (row: Body): number[] => (Array.isArray(row.tier_index) ? row.tier_index.map(Number) : []);

function modelsOf(given: readonly Body[], tiers: readonly StoredTier[], state: State): StoredModel[] | SandboxReply {
  const models: StoredModel[] = [];
  for (const row of given) {
    const tier = tierIndex(row);
    if (tier.length !== tiers.length || tier.some((option, at) => tiers[at]?.options[option] === undefined))
      return failure("error_model_tier_index_bound", "Invalid item iter_index.");
    if (text(row.model_sku).length > 100) return badParam("model_sku length");
    const stock = new Map(rows(row.seller_stock).map((one) => [text(one.location_id), number(one.stock)]));
    if (stock.size === 0) return badParam("seller_stock is required");
    models.push({
      id: state.nextId(),
      sku: text(row.model_sku),
      price: String(number(row.original_price)),
      stock,
      reserved: 0,
      tier,
      gtin: text(row.gtin_code) || NO_GTIN,
      weight: Number.isNaN(number(row.weight)) ? null : String(number(row.weight)),
    });
  }
  return models;
}

/** Replaces the structure: models there were are gone. */
export function initTiers(request: SandboxRequest, state: State): SandboxReply {
  const body = bodyOf(request);
  const item = itemOf(body, state);
  if (isReply(item)) return item;
  if (seconds(state) - item.createdAt < SETTLES_AFTER_SECONDS)
    return failure("error_busi", "The item is being created, please try later.");
  const tiers = tiersOf(body);
  if (tiers.length === 0 || tiers.length > 2)
    return failure("error_tier_var_level_not_same", "Item tier-variation level not same");
  const given = rows(body.model);
  if (given.length === 0 || given.length > MOST_MODELS)
    return failure("error_model_count_over_limit", "The count of model is too large.");
  const models = modelsOf(given, tiers, state);
  if (!Array.isArray(models)) return models;
  const problem = picturesProblem(tiers, state) ?? tiersProblem(body, leafOf(item.category));
  if (problem) return problem;
  item.tiers = tiers;
  item.models = models;
  item.updatedAt = seconds(state);
  return ok({ item_id: item.id, tier_variation: tiers.map(showTier), model: models.map(showModel) });
}

const showTier = ({ name, options }: StoredTier): object => ({
  name,
  option_list: options.map((option) => ({ option })),
});
const showModel = (model: StoredModel): object => ({
  tier_index: model.tier,
  model_id: model.id,
  model_sku: model.sku,
  price_info: [{ original_price: Number(model.price) }],
  seller_stock: [...model.stock].map(([location, stock]) => ({ location_id: location, stock })),
});

/** Changes the options; models named keep their ids. */
export function updateTiers(request: SandboxRequest, state: State): SandboxReply {
  const body = bodyOf(request);
  const item = itemOf(body, state);
  if (isReply(item)) return item;
  if (item.inPromotion)
    return failure(
      "error_cannt_change_tier_variation_in_promotion",
      "Structure of tier_variation cannot be edited when item is under promotion.",
    );
  const stored = new Map(rows(body.model_list).map((row) => [number(row.model_id), tierIndex(row)]));
  const tiers = tiersOf(body);
  const problem = picturesProblem(tiers, state);
  if (problem) return problem;
  item.tiers = tiers;
  item.models = item.models.flatMap((model) => {
    const tier = stored.get(model.id);
    return tier ? [{ ...model, tier }] : [];
  });
  item.updatedAt = seconds(state);
  return ok();
}

export function addModels(request: SandboxRequest, state: State): SandboxReply {
  const body = bodyOf(request);
  const item = itemOf(body, state);
  if (isReply(item)) return item;
  const given = rows(body.model_list);
  if (item.models.length + given.length > MOST_MODELS)
    return failure("error_model_count_over_limit", "The count of model is too large.");
  const models = modelsOf(given, item.tiers, state);
  if (!Array.isArray(models)) return models;
  item.models.push(...models);
  item.updatedAt = seconds(state);
  return ok({ model: models.map(showModel) });
}

export function updateModels(request: SandboxRequest, state: State): SandboxReply {
  const body = bodyOf(request);
  const item = itemOf(body, state);
  if (isReply(item)) return item;
  for (const row of rows(body.model)) {
    const model = item.models.find((one) => one.id === number(row.model_id));
    if (!model) return failure("error_wrong_modelid", "The model_id is wrong or not related to this item");
    if (row.model_sku !== undefined) model.sku = text(row.model_sku);
    if (row.gtin_code !== undefined) model.gtin = text(row.gtin_code);
    if (row.weight !== undefined) model.weight = String(number(row.weight));
  }
  item.updatedAt = seconds(state);
  return ok();
}

export function collections(request: SandboxRequest, state: State): SandboxReply {
  const size = Number(request.query.get("page_size"));
  const page = Number(request.query.get("page_no"));
  if (!(size >= 1) || !(page >= 1 && page <= 100)) return badParam("page_size or page_no");
  const all = [...state.collections];
  return ok({
    shop_categorys: all.slice((page - 1) * size, page * size).map(([id, { name }]) => ({
      shop_category_id: id,
      status: 1,
      name,
      sort_weight: 0,
      created_by: "Seller | Manual Selection",
    })),
    total_count: all.length,
    more: all.length > page * size,
  });
}

export function addCollection(request: SandboxRequest, state: State): SandboxReply {
  const id = state.nextId();
  state.collections.set(id, { name: text(bodyOf(request).name), items: new Set() });
  return ok({ shop_category_id: id });
}

export function updateCollection(request: SandboxRequest, state: State): SandboxReply {
  const body = bodyOf(request);
  const found = state.collections.get(number(body.shop_category_id));
  if (!found) return failure("error_not_found", "The collection is not found.");
  found.name = text(body.name) || found.name;
  return ok({ shop_category_id: number(body.shop_category_id), name: found.name, sort_weight: 0, status: "NORMAL" });
}

export function removeCollection(request: SandboxRequest, state: State): SandboxReply {
  const id = number(bodyOf(request).shop_category_id);
  if (!state.collections.delete(id)) return failure("error_not_found", "The collection is not found.");
  return ok({ shop_category_id: id, msg: "" });
}

export function addToCollection(request: SandboxRequest, state: State): SandboxReply {
  const body = bodyOf(request);
  const found = state.collections.get(number(body.shop_category_id));
  if (!found) return failure("error_not_found", "The collection is not found.");
  const items = Array.isArray(body.item_list) ? body.item_list.map(Number) : [];
  for (const id of items) found.items.add(id);
  return ok({
    invalid_item_id_list: [],
    shop_category_id: number(body.shop_category_id),
    current_count: found.items.size,
  });
}
