// Registers the service worker, one per build of the assets, and offers a new version when it waits.
const builtName = /\.([0-9a-f]{10})\.(?:css|js)$/;

function build() {
  const files = [...document.head.querySelectorAll('link[rel="stylesheet"], script[src]')];
  return files.map((file) => builtName.exec(file.href ?? file.src)?.[1] ?? "0").join("-");
}

function offer(worker) {
  const bar = document.getElementById("new-version");
  bar.hidden = false;
  bar.querySelector("button").addEventListener("click", () => worker.postMessage("take over"));
}

function follow(registration) {
  const tell = () => registration.waiting && navigator.serviceWorker.controller && offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    registration.installing.addEventListener("statechange", tell);
  });
  tell();
}

async function register() {
  const replaced = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => replaced && location.reload());
  try {
    follow(await navigator.serviceWorker.register(`/sw.js?build=${build()}`));
  } catch (reason) {
    // Private windows refuse service workers; everything works without one.
    console.info("No service worker:", reason.message);
  }
}

// A page of a newer build needs its own stylesheet and scripts, which a swap of the body keeps out.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { boosted, requestConfig, serverResponse } = event.detail;
  if (!boosted || requestConfig.verb !== "get") return;
  const theirs = /app\.[0-9a-f]{10}\.css/.exec(serverResponse)?.[0];
  const ours = document.querySelector('link[rel="stylesheet"]').href;
  if (theirs && !ours.endsWith(theirs)) {
    event.preventDefault();
    location.assign(requestConfig.path);
  }
});

if ("serviceWorker" in navigator) register();
