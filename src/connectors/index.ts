/** The catalog: the only place that lists providers. */
import { connector as amazon } from "./amazon/index.ts";
import { connector as bigcommerce } from "./bigcommerce/index.ts";
import { connector as customCourier } from "./custom_api/courier/index.ts";
import { connector as customApi } from "./custom_api/index.ts";
import { connector as delhivery } from "./delhivery/index.ts";
import { connector as easyorders } from "./easyorders/index.ts";
import { connector as ebay } from "./ebay/index.ts";
import { connector as flipkart } from "./flipkart/index.ts";
import { connector as googleAds } from "./google_ads/index.ts";
import type { Connector } from "./kit/contract/contract.ts";
import { connector as magento } from "./magento/index.ts";
import { connector as medusa } from "./medusa/index.ts";
import { connector as meesho } from "./meesho/index.ts";
import { connector as metaAds } from "./meta_ads/index.ts";
import { connector as mirakl } from "./mirakl/index.ts";
import { connector as myntra } from "./myntra/index.ts";
import { connector as prestashop } from "./prestashop/index.ts";
import { connector as shippo } from "./shippo/index.ts";
import { connector as shopee } from "./shopee/index.ts";
import { connector as shopify } from "./shopify/index.ts";
import { connector as squarespace } from "./squarespace/index.ts";
import { connector as sylius } from "./sylius/index.ts";
import { connector as tiktokShop } from "./tiktok_shop/index.ts";
import { connector as selloship } from "./unicommerce/presets/selloship.ts";
import { shipfast, connector as velocity } from "./velocity/index.ts";
import { connector as vendure } from "./vendure/index.ts";
import { connector as walmart } from "./walmart/index.ts";
import { connector as wix } from "./wix/index.ts";
import { connector as woocommerce } from "./woocommerce/index.ts";

export const connectors: ReadonlyMap<string, Connector> = new Map(
  [
    shopify,
    woocommerce,
    amazon,
    bigcommerce,
    customApi,
    easyorders,
    ebay,
    flipkart,
    magento,
    medusa,
    meesho,
    mirakl,
    myntra,
    prestashop,
    shippo,
    shopee,
    squarespace,
    sylius,
    tiktokShop,
    walmart,
    wix,
    vendure,
    delhivery,
    velocity,
    shipfast,
    selloship,
    metaAds,
    googleAds,
    customCourier,
  ].map((connector) => [connector.meta.id, connector]),
);
