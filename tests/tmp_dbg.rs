use std::task::*; use std::pin::*; use std::future::Future;
use wakeful::sync::local::*;
struct W(std::sync::atomic::AtomicUsize);
impl Wake for W { fn wake(self: std::sync::Arc<Self>) { self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed); } }
#[test] fn t() {
    let m = Mutex::fair(0); let c = Condvar::new();
    let mk = || Box::pin(c.wait(m.try_lock().unwrap()));
    let ws: Vec<_> = (0..4).map(|_| std::sync::Arc::new(W(0.into()))).collect();
    let mut fs = Vec::new();
    for w in &ws { let mut f = mk(); assert!(f.as_mut().poll(&mut Context::from_waker(&w.clone().into())).is_pending()); fs.push(Some(f)); }
    let show = |s: &str| println!("{s} {:?} locked {}", ws.iter().map(|w| w.0.load(std::sync::atomic::Ordering::Relaxed)).collect::<Vec<_>>(), m.is_locked());
    fs[0]=None; show("dropped 0"); c.notify_all(); show("notified");
    fs[2]=None; show("dropped 2");
    for k in [1,3] {
        let r = fs[k].as_mut().unwrap().as_mut().poll(&mut Context::from_waker(&ws[k].clone().into())); show(&format!("polled {k} {:?}", r.is_ready()));
        drop(r); show("dropped");
    }
}
