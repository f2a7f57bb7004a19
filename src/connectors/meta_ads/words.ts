/** What a seller reads of Meta, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.connectBy": "How to connect",
  "field.connectBy.help":
    "A system user's token does not expire. A sign-in expires after 60 days and has to be repeated.",
  "field.accessToken": "Access token",
  "field.accessToken.patternHint": "A token begins with EAA. Copy it whole, without spaces.",
  "field.accessToken.help":
    "Business settings, Users, System users: generate a token with ads_read for an app of your business.",
  "field.adAccountId": "Ad account",
  "field.adAccountId.patternHint": "The number behind act= in the address of Ads Manager.",
  "field.adAccountId.help": "Left empty, you pick from the accounts the token opens.",
  "field.appSecret": "App secret",
  "field.appSecret.patternHint": "32 digits and letters a to f.",
  "field.appSecret.help":
    "Only where the token's app demands proof of every call (Settings, Advanced, Require app secret).",
  "field.detail": "Detail",
  "field.attribution": "Purchases counted",
  "field.attribution.help":
    "What Meta claims as its purchases. It is shown beside what was measured and never enters profit.",
  "option.default": "As the account is set",
  "option.7d_click": "7 days after a click",
  "option.1d_click": "1 day after a click",
  "option.7d_click,1d_view": "7 days after a click, 1 day after a view",
  "option.token": "Token of a system user",
  "option.oauth": "Sign in with Facebook",
  "option.campaign": "Campaigns",
  "option.ad_set": "Campaigns and ad sets",
  "step.1.title": "Make a system user",
  "step.1.text":
    "In Business settings open Users, System users, add one as Employee and assign the ad account with View performance.",
  "step.2.title": "Generate its token",
  "step.2.text":
    "Choose an app of the business, tick ads_read and business_management, and generate a token that never expires.",
  "step.3.title": "Paste it",
  "step.3.text": "Paste the token here. Nothing in the ad account is ever changed.",
  "scope.readingWhatSpent": common.spendScope,
  "scope.listingAdAccountsChoose": "Listing the ad accounts to choose from",
  "word.currency": "Currency",
  "word.timeZone": "Time zone",
  "said.noLongerTakesAccessConnect":
    "Meta no longer takes this access. Connect the ad account again with a new token or sign-in.",
  "warning.notListAdAccountActive":
    "Meta does not list this ad account as active. What it spent before is read, nothing new may come.",
  "refused.tokenMissingGenerateBusinessSettings":
    "The token is missing. Generate one in Business settings, Users, System users.",
  "refused.hubNoAppOwnApp":
    "This hub has no Meta app of its own (META_APP_ID and META_APP_SECRET are not set). Connect with a system user's token.",
  "refused.signNotApprovedFacebook": "The sign-in was not approved at Facebook.",
  "refused.facebookSentNoCodeStart": "Facebook sent no code. Start again.",
  "error.tokenOpensNoAdAccount":
    "This token opens no ad account. Assign the account to the system user with View performance and try again.",
  "error.listWhatSpentNotEnd": "Meta's list of what was spent does not end.",
  "error.toldSeveralDays": "Meta returned several days as one.",
  "error.couldNotMakeReportAsked": "Meta could not create its report of {{day}}. Argosy requests it again.",
} as const;

export const { message, english, ...catalog } = messageCatalog("meta_ads", texts, { ar });
