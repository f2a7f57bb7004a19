/** Every path of the emulated API. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import * as catalog from "./catalog.ts";
import { refuse } from "./gate.ts";
import * as writes from "./item-writes.ts";
import * as items from "./items.ts";
import * as logistics from "./logistics.ts";
import * as money from "./money.ts";
import * as oauth from "./oauth.ts";
import * as orders from "./orders.ts";
import * as pushes from "./pushes.ts";
import { failure } from "./replies.ts";
import type { State } from "./state.ts";
import * as taxonomy from "./taxonomy.ts";

type Handler = (request: SandboxRequest, state: State) => SandboxReply;

const ROUTES: Readonly<Record<string, Handler>> = {
  "POST auth/token/get": oauth.tokenGet,
  "POST auth/access_token/get": oauth.accessTokenGet,
  "GET shop/get_shop_info": catalog.shopInfo,
  "GET shop/get_warehouse_detail": catalog.warehouses,
  "GET product/get_item_list": items.list,
  "GET product/get_item_base_info": items.baseInfo,
  "GET product/get_model_list": items.models,
  "GET product/get_kit_item_info": items.kitInfo,
  "GET product/search_item": items.search,
  "POST product/update_stock": writes.updateStock,
  "POST product/update_price": writes.updatePrice,
  "POST product/delete_item": writes.deleteItem,
  "POST product/add_item": catalog.addItem,
  "POST product/update_item": catalog.updateItem,
  "POST product/unlist_item": catalog.unlistItem,
  "POST product/init_tier_variation": catalog.initTiers,
  "POST product/update_tier_variation": catalog.updateTiers,
  "POST product/add_model": catalog.addModels,
  "POST product/update_model": catalog.updateModels,
  "GET product/get_category": taxonomy.tree,
  "GET product/category_recommend": taxonomy.recommend,
  "GET product/get_attribute_tree": taxonomy.attributeTree,
  "POST product/search_attribute_value_list": taxonomy.searchValues,
  "GET product/get_brand_list": taxonomy.brandList,
  "GET product/get_item_limit": taxonomy.itemLimit,
  "GET product/get_size_chart_list": taxonomy.sizeCharts,
  "GET product/get_item_violation_info": items.violations,
  "POST media_space/upload_image": catalog.uploadImage,
  "GET shop_category/get_shop_category_list": catalog.collections,
  "POST shop_category/add_shop_category": catalog.addCollection,
  "POST shop_category/delete_shop_category": catalog.removeCollection,
  "POST shop_category/update_shop_category": catalog.updateCollection,
  "POST shop_category/add_item_list": catalog.addToCollection,
  "GET order/get_order_list": orders.list,
  "GET order/get_order_detail": orders.detail,
  "POST order/cancel_order": orders.cancel,
  "POST order/handle_buyer_cancellation": orders.answerBuyer,
  "POST order/set_note": orders.setNote,
  "GET logistics/get_shipping_parameter": logistics.shippingParameter,
  "POST logistics/ship_order": logistics.shipOrder,
  "POST logistics/get_mass_tracking_number": logistics.massTracking,
  "POST logistics/update_tracking_status": logistics.updateTrackingStatus,
  "GET logistics/get_channel_list": logistics.channels,
  "GET payment/get_escrow_list": money.escrowList,
  "GET payment/get_escrow_detail": money.escrowDetail,
  "GET payment/get_wallet_transaction_list": money.wallet,
  "GET payment/get_payout_info": money.payouts,
  "POST payment/get_billing_transaction_info": money.billing,
  "GET returns/get_return_detail": money.returnDetail,
  "POST returns/confirm": money.confirmReturn,
  "GET push/get_app_push_config": pushes.getConfig,
  "POST push/set_app_push_config": pushes.setConfig,
};

const PREFIX = "/api/v2/";

export function handle(request: SandboxRequest, state: State): SandboxReply {
  const { method, path } = request;
  if (path === "/auth" || path === `${PREFIX}shop/auth_partner`) return oauth.consent(request, state);
  if (path.startsWith("/images/"))
    return { status: 200, headers: { "content-type": "image/jpeg" }, text: `a picture: ${path}` };
  const handler = path.startsWith(PREFIX) ? ROUTES[`${method} ${path.slice(PREFIX.length)}`] : undefined;
  if (!handler) return failure("error_not_found", "The path is not known.");
  const shop = state.others.get(Number(request.query.get("shop_id"))) ?? state;
  return refuse(request, shop) ?? handler(request, shop);
}

/** Some reads go by POST. */
export function isWrite({ method, path }: SandboxRequest): boolean {
  return method === "POST" && !/\/(?:auth\/|[a-z_]+\/(?:get|search)_)/.test(path);
}
