/** Who sells, how invoices are made, and how they are numbered. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "../i18n/translation.ts";
import { SettingsFrame } from "../settings/frame.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { ChannelLogos } from "./logo.tsx";
import { invoiceSettingsQuery } from "./queries.ts";
import { SellerForm } from "./seller-form.tsx";
import { SeriesCard } from "./series.tsx";

export function InvoiceSettingsPage() {
  useTranslation("invoices");
  const settings = useQuery(invoiceSettingsQuery);
  return (
    <SettingsFrame>
      {settings.isPending && <RowsSkeleton />}
      {settings.isError && <ProblemNotice error={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data && (
        <>
          <SellerForm saved={settings.data} />
          <ChannelLogos />
          <SeriesCard />
        </>
      )}
    </SettingsFrame>
  );
}
