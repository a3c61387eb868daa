export function ExecutionsPage() {
  return <h1 className="p-6 text-xl font-semibold">ExecutionsPage</h1>;
}
