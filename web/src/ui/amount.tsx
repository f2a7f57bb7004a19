/** An amount of money in its own currency; a dash where the platform hides it. */
import { useFormat } from "../i18n/format.ts";

export function Amount({ minor, currency }: { readonly minor: number | string | null; readonly currency: string }) {
  const { money } = useFormat();
  return (
    <bdi dir="ltr" className="nowrap">
      {minor === null ? "–" : money(minor, currency)}
    </bdi>
  );
}
