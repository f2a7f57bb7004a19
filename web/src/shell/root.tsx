import { Outlet } from "@tanstack/react-router";
import { Suspense } from "react";
import { PageSkeleton } from "../ui/skeletons.tsx";

export function Root() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Outlet />
    </Suspense>
  );
}
