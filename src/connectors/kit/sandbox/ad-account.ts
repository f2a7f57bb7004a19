/** The controls of an emulated ad account: what it spent, and how its platform tells it. */
import type { AdSpendDay } from "../../../commerce/ad-spend.ts";
import type { SandboxAccount, SandboxOf, SandboxOptions } from "./sandbox.ts";

/** A day of a campaign, or of an ad set of it; told again in the place of what stood for it. */
export type SandboxSpend = Pick<AdSpendDay, "date" | "campaign" | "adSet" | "spend"> &
  Partial<Pick<AdSpendDay, "impressions" | "clicks" | "conversions" | "conversionValue">>;

export interface AdConsole extends SandboxAccount {
  /** Its currency and its own calendar's zone; neither ever changes there. */
  readonly currency: string;
  readonly timeZone: string;
  /** The ids of every account the consent opens, the usual one first. */
  readonly accounts: readonly string[];
  /** Money was spent. A campaign that was told once and is removed keeps its days. */
  spent(day: SandboxSpend): void;
  /** The platform takes a day back: it is no longer told at all. */
  takeBack(date: string, campaignId: string): void;
  /** Answers of more days than this are refused as too much from now on. */
  limitAnswers(mostDays: number): void;
  /** Ends what the platform works on by itself: reports under way. */
  workOff(): void;
  /** Reports that are under way fail, as they do there under load. */
  failReports(): void;
}

export type AdSandbox = SandboxOf<AdConsole>;
export type StartAdSandbox = (options: SandboxOptions) => Promise<AdSandbox>;

/** The days an emulated account holds, in the order platforms tell them. */
export function createSpendBook() {
  const days = new Map<string, Required<SandboxSpend>>();
  const keyOf = (date: string, campaignId: string, adSetId: string) => `${date} ${campaignId} ${adSetId}`;
  return {
    keep(day: SandboxSpend): void {
      const whole = { impressions: 0, clicks: 0, conversions: "0", conversionValue: "0", ...day };
      days.set(keyOf(day.date, day.campaign.id, day.adSet?.id ?? ""), whole);
    },
    drop(date: string, campaignId: string): void {
      for (const key of days.keys()) if (key.startsWith(`${date} ${campaignId} `)) days.delete(key);
    },
    /** Days without delivery are not told. */
    told(from: string, to: string, level: "campaign" | "ad_set"): readonly Required<SandboxSpend>[] {
      return [...days.entries()]
        .filter(([, day]) => day.date >= from && day.date <= to && (day.adSet !== null) === (level === "ad_set"))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, day]) => day);
    },
  };
}
