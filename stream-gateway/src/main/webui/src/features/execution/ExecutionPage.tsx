export function ExecutionPage() {
  return <h1 className="p-6 text-xl font-semibold">ExecutionPage</h1>;
}
