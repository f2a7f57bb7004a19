/** The mutation root, with the idempotency that Shopify demands of some of them. */
import type { GraphQLResolveInfo } from "graphql";
import { GraphQLError, getDirectiveValues } from "graphql";
import { inSteps } from "../../connectors/kit/sandbox/steps.ts";
import { runBulk } from "./bulk.ts";
import { uninstall, webhookCreate, webhookDelete } from "./hooks.ts";
import * as catalog from "./mutations-catalog.ts";
import * as orders from "./mutations-orders.ts";
import { priceListFixedPricesAdd } from "./mutations-price-lists.ts";
import * as stock from "./mutations-stock.ts";
import { promotionMutations } from "./promotions.ts";
import type { Scope } from "./views.ts";

type Resolver = (args: never, context: unknown, info: GraphQLResolveInfo) => unknown;

export function mutationRoot(scope: Scope, secret: string): Record<string, unknown> {
  return {
    productSet: catalog.productSet(scope),
    productDelete: catalog.productDelete(scope),
    publishablePublish: catalog.publishablePublish(scope),
    priceListFixedPricesAdd: priceListFixedPricesAdd(scope),
    productVariantsBulkUpdate: catalog.productVariantsBulkUpdate(scope),
    collectionCreate: catalog.collectionCreate(scope),
    collectionDelete: catalog.collectionDelete(scope),
    collectionUpdate: catalog.collectionUpdate(scope),
    inventorySetQuantities: idempotent(
      scope,
      "input",
      compared("quantities", "InventoryQuantityInput", stock.inventoryQuantities(scope, "quantities")),
    ),
    inventoryAdjustQuantities: idempotent(
      scope,
      "input",
      compared("changes", "InventoryChangeInput", stock.inventoryQuantities(scope, "changes")),
    ),
    inventoryActivate: idempotent(scope, "inventoryItemId", stock.inventoryActivate(scope)),
    bulkOperationRunQuery: runBulk(scope),
    fulfillmentCreate: orders.fulfillmentCreate(scope),
    fulfillmentTrackingInfoUpdate: orders.trackingUpdate(scope),
    fulfillmentOrderHold: orders.fulfillmentOrderHold(scope),
    fulfillmentOrderReleaseHold: orders.fulfillmentOrderReleaseHold(scope),
    fulfillmentOrderReportProgress: orders.reportProgress(scope),
    ...orders.orderChanges(scope),
    orderCancel: orders.orderCancel(scope),
    orderCreate: orders.orderCreate(scope),
    refundCreate: idempotent(scope, "input", orders.refundCreate(scope)),
    ...promotionMutations(scope),
    webhookSubscriptionCreate: webhookCreate(scope, secret),
    webhookSubscriptionDelete: webhookDelete(scope),
    appUninstall: uninstall(scope),
  };
}

/**
 * Mandatory since 2026-04 although the schema does not say so: the same key with the same variables replays the
 * first answer, with other variables it is refused.
 */
function idempotent(scope: Scope, field: string, resolve: Resolver): Resolver {
  return (args, context, info) => {
    const directive = info.schema.getDirective("idempotent");
    const node = info.fieldNodes[0];
    const given = directive && node ? getDirectiveValues(directive, node, info.variableValues) : undefined;
    const key = typeof given?.key === "string" ? given.key.trim() : "";
    if (key === "")
      throw new GraphQLError("The @idempotent directive is required for this mutation but was not provided.", {
        extensions: { code: "BAD_REQUEST" },
      });
    const variables = JSON.stringify(args);
    const existing = scope.state.idempotency.get(`${info.fieldName} ${key}`);
    if (existing && existing.variables !== variables) {
      const error = {
        field: [field],
        message: "The same idempotency key was used with different parameters.",
        code: "IDEMPOTENCY_KEY_PARAMETER_MISMATCH",
      };
      return { userErrors: [error] };
    }
    if (existing && existing.result === undefined) return inFlight(field);
    if (existing) return existing.result;
    // Taken from the beginning; the answer is there at the end.
    const stored: { variables: string; result: unknown } = { variables, result: undefined };
    scope.state.idempotency.set(`${info.fieldName} ${key}`, stored);
    const result = resolve(args, context, info);
    inSteps(() => {
      stored.result = result;
    });
    return result;
  };
}

const inFlight = (field: string) => ({
  userErrors: [
    {
      field: [field],
      message: "A request with this idempotency key is currently being processed.",
      code: "IDEMPOTENCY_CONCURRENT_REQUEST",
    },
  ],
});

/** `changeFromQuantity` must stand in every row, if only as null. */
function compared(rowsName: string, typeName: string, resolve: Resolver): Resolver {
  return (args, context, info) => {
    const { input } = args as { input: Record<string, readonly object[] | undefined> };
    for (const row of input[rowsName] ?? [])
      if (!("changeFromQuantity" in row))
        throw new GraphQLError(`${typeName} must include the following argument: changeFromQuantity`, {
          extensions: { code: "INVALID_FIELD_ARGUMENTS" },
        });
    return resolve(args, context, info);
  };
}
