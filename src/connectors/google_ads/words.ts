/** What a seller reads of Google, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.customerId": "Customer ID",
  "field.customerId.patternHint": "Ten digits, as Google Ads shows them at the top right.",
  "field.customerId.help": "Left empty, you pick from the accounts your sign-in opens.",
  "field.detail": "Detail",
  "field.detail.help": "Performance Max campaigns have no ad groups.",
  "option.campaign": "Campaigns",
  "option.ad_set": "Campaigns and ad groups",
  "step.1.title": "Sign in with Google",
  "step.1.text": "Choose a login that may see the ad account. Argosy reads what was spent and changes nothing.",
  "step.2.title": "Choose the account",
  "step.2.text": "Accounts below a manager account are listed too; the manager itself has no spend.",
  "scope.readingWhatSpent": common.spendScope,
  "word.currency": "Currency",
  "word.timeZone": "Time zone",
  "said.noLongerGrantsAccessAd": "Google no longer grants access to this ad account. Connect it again.",
  "warning.testAccountNothingEverSpent": "This is a test account: nothing is ever spent in it.",
  "refused.hubNoOauthClientAds":
    "This hub has no Google OAuth client (GOOGLE_ADS_CLIENT_ID and GOOGLE_ADS_CLIENT_SECRET are not set). Its operator makes one in the Google Cloud console.",
  "refused.signNotApproved": "The sign-in was not approved at Google.",
  "refused.sentNoCodeStartAgain": "Google sent no code. Start again.",
  "refused.grantedNoLastingAccessStart": "Google granted no lasting access. Start again and leave every box ticked.",
  "error.loginOpensNoAdAccount": "This login opens no ad account. Sign in with one that may see it in Google Ads.",
  "error.toldNothingAdAccount": "Google returned nothing for the ad account.",
  "error.managerAccountWhichSpendsNothing":
    "This is a manager account, which spends nothing itself. Choose one of the accounts below it.",
  "error.adsConnectedSigningNotKey": "Google Ads is connected by signing in, not with a key.",
  "error.listWhatSpentNotEnd": "Google's list of what was spent does not end.",
} as const;

export const { message, english, ...catalog } = messageCatalog("google_ads", texts, { ar });
