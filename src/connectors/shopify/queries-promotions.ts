/** GraphQL documents about discount codes and gift cards. See queries.ts for the rules. */

import { readDocument as read, writeDocument as write } from "../kit/graphql/graphql.ts";

// Fifty of each are more than a person picks; a discount with more keeps its rule to Shopify's checkout.
const ITEMS = `{
  __typename
  ... on AllDiscountItems { allItems }
  ... on DiscountProducts {
    products(first: 50) { nodes { id } pageInfo { hasNextPage } }
    productVariants(first: 50) { nodes { id } pageInfo { hasNextPage } }
  }
  ... on DiscountCollections { collections(first: 50) { nodes { id } pageInfo { hasNextPage } } }
}`;
const VALUE = `{
  __typename
  ... on DiscountPercentage { percentage }
  ... on DiscountAmount { amount { amount currencyCode } appliesOnEachItem }
  ... on DiscountOnQuantity {
    quantity { quantity }
    effect { __typename ... on DiscountPercentage { percentage } ... on DiscountAmount { amount { amount currencyCode } } }
  }
}`;
const MINIMUM = `{
  __typename
  ... on DiscountMinimumQuantity { greaterThanOrEqualToQuantity }
  ... on DiscountMinimumSubtotal { greaterThanOrEqualToSubtotal { amount currencyCode } }
}`;
const SHARED = `title status startsAt endsAt usageLimit asyncUsageCount appliesOncePerCustomer context { __typename }`;

export const CODE_DISCOUNT = read("discounts.byCode", 100)`query CodeDiscount($code: String!) {
  codeDiscountNodeByCode(code: $code) {
    id
    codeDiscount {
      __typename
      ... on DiscountCodeBasic {
        ${SHARED}
        minimumRequirement ${MINIMUM}
        customerGets { items ${ITEMS} value ${VALUE} }
      }
      ... on DiscountCodeBxgy {
        ${SHARED} usesPerOrderLimit
        customerBuys { items ${ITEMS} value { __typename ... on DiscountQuantity { quantity } ... on DiscountPurchaseAmount { amount } } }
        customerGets { items ${ITEMS} value ${VALUE} }
      }
      ... on DiscountCodeFreeShipping {
        ${SHARED}
        minimumRequirement ${MINIMUM}
        destinationSelection { __typename }
        maximumShippingPrice { amount currencyCode }
      }
      ... on DiscountCodeApp { title status startsAt endsAt usageLimit asyncUsageCount appliesOncePerCustomer }
    }
  }
}`;

const CARD = `{ id enabled expiresOn lastCharacters balance { amount currencyCode } }`;

export const GIFT_CARDS = read(
  "giftCards.find",
  10,
)`query GiftCards($query: String!) { giftCards(first: 5, query: $query) { nodes ${CARD} pageInfo { hasNextPage } } }`;

export const GIFT_CARD_ENTRIES = read("giftCards.entries", 30)`query GiftCardEntries($id: ID!, $after: String) {
  giftCard(id: $id) {
    balance { amount currencyCode }
    transactions(first: 100, reverse: true, after: $after) {
      nodes { id note amount { amount currencyCode } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

const DONE = `{ id giftCard { balance { amount currencyCode } } }`;

export const GIFT_CARD_DEBIT = write(
  "giftCards.debit",
  10,
)`mutation GiftCardDebit($id: ID!, $input: GiftCardDebitInput!) {
  moved: giftCardDebit(id: $id, debitInput: $input) {
    transaction: giftCardDebitTransaction ${DONE}
    userErrors { field message code }
  }
}`;

export const GIFT_CARD_CREDIT = write(
  "giftCards.credit",
  10,
)`mutation GiftCardCredit($id: ID!, $input: GiftCardCreditInput!) {
  moved: giftCardCredit(id: $id, creditInput: $input) {
    transaction: giftCardCreditTransaction ${DONE}
    userErrors { field message code }
  }
}`;
