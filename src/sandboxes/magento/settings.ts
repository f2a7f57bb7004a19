/** What the shop tells of itself: websites, views, modules, attribute sets. */
import type { Json } from "../../commerce/product.ts";
import type { State } from "./state.ts";

export function websitesView(state: State): Json {
  const admin = { id: 0, code: "admin", name: "Admin", default_group_id: 0 };
  return [
    admin,
    ...state.websites.map(({ id, code, name, groupId }) => ({ id, code, name, default_group_id: groupId })),
  ];
}

export function viewsView(state: State): Json {
  const admin = { id: 0, code: "admin", name: "Admin", website_id: 0, store_group_id: 0, is_active: 1 };
  const views = state.views.map(({ id, code, name, websiteId, groupId }) => ({
    id,
    code,
    name,
    website_id: websiteId,
    store_group_id: groupId,
    is_active: 1,
  }));
  return [...views, admin];
}

export function groupsView(state: State): Json {
  const own = state.groups.map(({ id, websiteId, rootCategoryId, storeId, name, code }) => ({
    id,
    website_id: websiteId,
    root_category_id: rootCategoryId,
    default_store_id: storeId,
    name,
    code,
  }));
  return [{ id: 0, website_id: 0, root_category_id: 0, default_store_id: 0, name: "Default", code: "default" }, ...own];
}

export function configsView(state: State, url: string): Json {
  return state.views.map(({ id, code, websiteId }) => ({
    id,
    code,
    website_id: websiteId,
    locale: "en_US",
    base_currency_code: state.websites.find((one) => one.id === websiteId)?.currency ?? state.currency,
    default_display_currency_code: state.currency,
    timezone: "Africa/Cairo",
    weight_unit: "lbs",
    base_url: `${url}/`,
    base_link_url: `${url}/`,
    base_static_url: `${url}/static/version1795161681/`,
    base_media_url: `${url}/media/`,
    secure_base_url: `${url}/`,
    secure_base_link_url: `${url}/`,
    secure_base_static_url: `${url}/static/version1795161681/`,
    secure_base_media_url: `${url}/media/`,
  }));
}

export function currencyView(state: State): Json {
  return {
    base_currency_code: state.currency,
    base_currency_symbol: state.currency,
    default_display_currency_code: state.currency,
    default_display_currency_symbol: state.currency,
    available_currency_codes: [state.currency],
    exchange_rates: [{ currency_to: state.currency, rate: 1 }],
  };
}
